"""The words around each page."""

SWEDISH = {
    "Admin portal": "Adminportal",
    "Skip to the content": "Hoppa till innehållet",
    "Menu": "Meny",
    "Sign out": "Logga ut",
    "Phone numbers": "Telefonnummer",
    "Existing numbers": "Befintliga nummer",
    "Page {page} of {pages}": "Sida {page} av {pages}",
    "{first}–{last} of {total}": "{first}–{last} av {total}",
    "First": "Första",
    "Previous": "Föregående",
    "Next": "Nästa",
    "Last": "Sista",
    "Pages": "Sidor",
    "Search": "Sök",
    "Save": "Spara",
    "Cancel": "Avbryt",
    "Remove": "Ta bort",
    "Back": "Tillbaka",
    "There is no such page.": "Sidan finns inte.",
    "This is not for you: it needs another role.": "Det här är inte för dig: det krävs en annan roll.",
    "This page was open for too long, or came from elsewhere. Nothing was changed; load it again.": (
        "Sidan har varit öppen för länge, eller kom någon annanstans ifrån. Inget har ändrats; ladda om den."
    ),
    "That was too much for one form. Nothing was changed.": "Det var för mycket för ett formulär. Inget har ändrats.",
    "The server failed; its log says why.": "Servern misslyckades; dess logg säger varför.",
    "What was sent is not understood. Nothing was changed.": "Det som skickades går inte att förstå. Inget har ändrats.",
    "To the start": "Till början",
    "Sorted by {column}": "Sorterat efter {column}",
    "This form came from another site. Nothing was changed.": "Formuläret kom från en annan webbplats. Inget har ändrats.",
    "Done.": "Klart.",
}
