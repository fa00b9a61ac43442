"""The words of signing in, and of the second factor."""

SWEDISH = {
    "Sign in": "Logga in",
    "Login": "Användarnamn",
    "Password": "Lösenord",
    "Code from your app": "Kod från din app",
    "Only if you have switched it on.": "Bara om du har slagit på det.",
    "The login or the password is wrong.": "Användarnamnet eller lösenordet är fel.",
    "Too many attempts; try again in {seconds} s.": "För många försök; försök igen om {seconds} s.",
    "This is for administrators.": "Det här är för administratörer.",
    "You are signed out.": "Du är utloggad.",
    "Administrators sign in here.": "Administratörer loggar in här.",
}
