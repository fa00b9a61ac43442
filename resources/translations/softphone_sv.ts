<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="sv_SE" sourcelanguage="en">
<context>
    <name>Action</name>
    <message>
        <source>Answer</source>
        <translation>Svara</translation>
    </message>
    <message>
        <source>Decline</source>
        <translation>Avvisa</translation>
    </message>
    <message>
        <source>Hang up</source>
        <translation>Lägg på</translation>
    </message>
    <message>
        <source>Hold</source>
        <translation>Vänteläge</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Återuppta</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>Mikrofon av</translation>
    </message>
    <message>
        <source>Unmute</source>
        <translation>Mikrofon på</translation>
    </message>
    <message>
        <source>Keypad</source>
        <translation>Knappsats</translation>
    </message>
    <message>
        <source>Park</source>
        <translation>Parkera</translation>
    </message>
</context>
<context>
    <name>Calendar</name>
    <message>
        <source>The server cannot be reached now. It goes on fetching the calendar by itself.</source>
        <translation>Servern kan inte nås just nu. Den fortsätter att hämta kalendern på egen hand.</translation>
    </message>
    <message>
        <source>The calendar has not been fetched yet.</source>
        <translation>Kalendern har inte hämtats än.</translation>
    </message>
    <message>
        <source>Fetched {time}. Events ahead that choose a profile: {n}.</source>
        <translation>Hämtad {time}. Kommande händelser som väljer profil: {n}.</translation>
    </message>
    <message>
        <source>Not fetched {time}: {reason}.</source>
        <translation>Kunde inte hämtas {time}: {reason}.</translation>
    </message>
    <message>
        <source>What counts is as it was {time}.</source>
        <translation>Det som gäller är från {time}.</translation>
    </message>
    <message>
        <source>No calendars found: {reason}.</source>
        <translation>Inga kalendrar hittades: {reason}.</translation>
    </message>
    <message>
        <source>The server points to another one. Enter that address: {address}</source>
        <translation>Servern hänvisar till en annan. Ange den adressen: {address}</translation>
    </message>
    <message>
        <source>this is no address that can be asked</source>
        <translation>det är ingen adress som går att fråga</translation>
    </message>
    <message>
        <source>the address is inside a network from which the administrator must allow calendars</source>
        <translation>adressen ligger i ett nät som administratören måste tillåta kalendrar från</translation>
    </message>
    <message>
        <source>only https is allowed: others could read along</source>
        <translation>bara https är tillåtet: andra kunde läsa med</translation>
    </message>
    <message>
        <source>there is no such server</source>
        <translation>det finns ingen sådan server</translation>
    </message>
    <message>
        <source>the server does not answer</source>
        <translation>servern svarar inte</translation>
    </message>
    <message>
        <source>the certificate of the server is not trusted</source>
        <translation>serverns certifikat är inte betrott</translation>
    </message>
    <message>
        <source>the login or the password is wrong</source>
        <translation>inloggningen eller lösenordet är fel</translation>
    </message>
    <message>
        <source>the password cannot be read any more: set it again</source>
        <translation>lösenordet går inte att läsa längre: ange det igen</translation>
    </message>
    <message>
        <source>there is no calendar at this address</source>
        <translation>det finns ingen kalender på adressen</translation>
    </message>
    <message>
        <source>this is no calendar</source>
        <translation>det är ingen kalender</translation>
    </message>
    <message>
        <source>the calendar is too large</source>
        <translation>kalendern är för stor</translation>
    </message>
    <message>
        <source>the server sends on from one address to another</source>
        <translation>servern skickar vidare från adress till adress</translation>
    </message>
    <message>
        <source>the server asks to wait</source>
        <translation>servern ber om att få vänta</translation>
    </message>
    <message>
        <source>the server points to another one</source>
        <translation>servern hänvisar till en annan</translation>
    </message>
    <message>
        <source>our own server cannot be asked now</source>
        <translation>vår egen server kan inte tillfrågas just nu</translation>
    </message>
    <message>
        <source>the answer of the server is not understood</source>
        <translation>serverns svar går inte att förstå</translation>
    </message>
    <message>
        <source>an event is not understood</source>
        <translation>en händelse går inte att förstå</translation>
    </message>
    <message>
        <source>how an event repeats is not understood</source>
        <translation>hur en händelse upprepas går inte att förstå</translation>
    </message>
    <message>
        <source>an event repeats too often to be a meeting</source>
        <translation>en händelse upprepas för ofta för att vara ett möte</translation>
    </message>
    <message>
        <source>the calendar is too large: only a part of it counts</source>
        <translation>kalendern är för stor: bara en del av den räknas</translation>
    </message>
    <message>
        <source>a time zone is not known, your own was taken</source>
        <translation>en tidszon är okänd, din egen användes</translation>
    </message>
</context>
<context>
    <name>CalendarFinder</name>
    <message>
        <source>Looking for calendars…</source>
        <translation>Söker kalendrar …</translation>
    </message>
    <message>
        <source>Which calendar chooses profiles</source>
        <translation>Kalender som väljer profil</translation>
    </message>
    <message>
        <source>Choose a calendar…</source>
        <translation>Välj en kalender …</translation>
    </message>
</context>
<context>
    <name>CalendarPage</name>
    <message>
        <source>The password is kept at the server, encrypted. Nobody can read it again.</source>
        <translation>Lösenordet sparas krypterat på servern. Ingen kan läsa det igen.</translation>
    </message>
    <message>
        <source>The server cannot be reached now: the password was not kept. Set it again later.</source>
        <translation>Servern kan inte nås just nu: lösenordet sparades inte. Ange det igen senare.</translation>
    </message>
    <message>
        <source>Calendar</source>
        <translation>Kalender</translation>
    </message>
    <message>
        <source>An event that carries a profile&apos;s number activates that profile while it lasts. The server fetches the calendar, also when this computer is off.</source>
        <translation>En händelse med ett profilnummer aktiverar den profilen så länge den pågår. Servern hämtar kalendern, även när datorn är avstängd.</translation>
    </message>
    <message>
        <source>Kind of calendar</source>
        <translation>Typ av kalender</translation>
    </message>
    <message>
        <source>Published address (.ics)</source>
        <translation>Publicerad adress (.ics)</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adress</translation>
    </message>
    <message>
        <source>Login, where one is asked for</source>
        <translation>Inloggning, om det krävs</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Lösenord</translation>
    </message>
    <message>
        <source>Set the password</source>
        <translation>Spara lösenordet</translation>
    </message>
    <message>
        <source>Find calendars</source>
        <translation>Sök kalendrar</translation>
    </message>
    <message>
        <source>Being fetched…</source>
        <translation>Hämtas …</translation>
    </message>
    <message>
        <source>Fetch now</source>
        <translation>Hämta nu</translation>
    </message>
    <message>
        <source>How an event names a profile</source>
        <translation>Hur en händelse anger profil</translation>
    </message>
    <message>
        <source>By one of these words before the number: “{example}”.</source>
        <translation>Med ett av de här orden före profilnumret: ”{example}”.</translation>
    </message>
    <message>
        <source>Customer meeting {marker}</source>
        <translation>Kundmöte {marker}</translation>
    </message>
    <message>
        <source>Words, with commas between them</source>
        <translation>Ord, med komma emellan</translation>
    </message>
    <message>
        <source>In the title</source>
        <translation>I rubriken</translation>
    </message>
    <message>
        <source>In the location</source>
        <translation>I platsen</translation>
    </message>
    <message>
        <source>In the description</source>
        <translation>I beskrivningen</translation>
    </message>
    <message>
        <source>Events that I have not accepted count too</source>
        <translation>Räkna även händelser som jag inte har tackat ja till</translation>
    </message>
    <message>
        <source>Profile numbers: {numbers}</source>
        <translation>Profilnummer: {numbers}</translation>
    </message>
    <message>
        <source>Meetings within the hour</source>
        <translation>Möten inom en timme</translation>
    </message>
    <message>
        <source>Colleagues are warned before they transfer a call to you. Of the rest of the calendar they see nothing, and of an event marked as private never the title.</source>
        <translation>Kollegor varnas innan de kopplar ett samtal till dig. Av resten av kalendern ser de ingenting, och av en händelse som är märkt privat aldrig rubriken.</translation>
    </message>
    <message>
        <source>Colleagues see of a meeting</source>
        <translation>Kollegor ser av ett möte</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>Ingenting</translation>
    </message>
    <message>
        <source>When</source>
        <translation>När</translation>
    </message>
    <message>
        <source>When and title</source>
        <translation>När och rubrik</translation>
    </message>
</context>
<context>
    <name>CallCard</name>
    <message>
        <source>Dismiss</source>
        <translation>Stäng</translation>
    </message>
    <message>
        <source>Transfer</source>
        <translation>Överflytta</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>Samtalstid</translation>
    </message>
</context>
<context>
    <name>CallField</name>
    <message>
        <source>Transfer to name or number</source>
        <translation>Överflytta till namn eller nummer</translation>
    </message>
    <message>
        <source>Transfer to…</source>
        <translation>Överflytta till…</translation>
    </message>
    <message>
        <source>Searches colleagues; Enter opens the choices, Ctrl+Enter announces the transfer</source>
        <translation>Söker bland kollegor; Retur öppnar valen, Ctrl+Retur aviserar överflyttningen</translation>
    </message>
    <message>
        <source>Name or number</source>
        <translation>Namn eller nummer</translation>
    </message>
    <message>
        <source>Searches colleagues, and calls with Enter</source>
        <translation>Söker bland kollegor och ringer med Retur</translation>
    </message>
    <message>
        <source>Call</source>
        <translation>Ring</translation>
    </message>
    <message>
        <source>Transfer</source>
        <translation>Överflytta</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Rensa</translation>
    </message>
</context>
<context>
    <name>CallStack</name>
    <message>
        <source>Calls</source>
        <translation>Samtal</translation>
    </message>
</context>
<context>
    <name>CallState</name>
    <message>
        <source>Reconnecting…</source>
        <translation>Återansluter…</translation>
    </message>
    <message>
        <source>Calling…</source>
        <translation>Ringer upp…</translation>
    </message>
    <message>
        <source>Incoming call</source>
        <translation>Inkommande samtal</translation>
    </message>
    <message>
        <source>Ringing…</source>
        <translation>Ringer…</translation>
    </message>
    <message>
        <source>Picking up the call…</source>
        <translation>Tar samtalet…</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Ansluter…</translation>
    </message>
    <message>
        <source>Parking…</source>
        <translation>Parkeras…</translation>
    </message>
    <message>
        <source>Nobody has fetched it from place {place}</source>
        <translation>Ingen har hämtat det från plats {place}</translation>
    </message>
    <message>
        <source>Parked at place {place}</source>
        <translation>Parkerat på plats {place}</translation>
    </message>
    <message>
        <source>The call could not be parked. {name} is on hold.</source>
        <translation>Samtalet kunde inte parkeras. {name} är i vänteläge.</translation>
    </message>
    <message>
        <source>Incoming call to {called}</source>
        <translation>Inkommande samtal till {called}</translation>
    </message>
    <message>
        <source>On hold</source>
        <translation>I vänteläge</translation>
    </message>
    <message>
        <source>Reconnected, microphone off</source>
        <translation>Återansluten, mikrofonen är av</translation>
    </message>
    <message>
        <source>You are on hold</source>
        <translation>Du är i vänteläge</translation>
    </message>
    <message>
        <source>Microphone off</source>
        <translation>Mikrofonen är av</translation>
    </message>
    <message>
        <source>You are being transferred to {name}…</source>
        <translation>Du överflyttas till {name}…</translation>
    </message>
    <message>
        <source>Transferred by {name}</source>
        <translation>Överflyttat av {name}</translation>
    </message>
</context>
<context>
    <name>Certificate</name>
    <message>
        <source>The server&apos;s certificate cannot be used ({reason}). Tell your administrator.</source>
        <translation>Serverns certifikat kan inte användas ({reason}). Säg till administratören.</translation>
    </message>
    <message>
        <source>This computer does not know the server. Compare the fingerprint with your administrator.</source>
        <translation>Datorn känner inte till servern. Jämför fingeravtrycket med administratören.</translation>
    </message>
</context>
<context>
    <name>Choices</name>
    <message>
        <source>Call {name}</source>
        <translation>Ring {name}</translation>
    </message>
    <message>
        <source>Call</source>
        <translation>Ring</translation>
    </message>
    <message>
        <source>Which number of {name}?</source>
        <translation>Vilket av {name}s nummer?</translation>
    </message>
    <message>
        <source>Extension</source>
        <translation>Anknytning</translation>
    </message>
    <message>
        <source>Landline</source>
        <translation>Fastnummer</translation>
    </message>
    <message>
        <source>Work</source>
        <translation>Arbete</translation>
    </message>
    <message>
        <source>Mobile</source>
        <translation>Mobil</translation>
    </message>
    <message>
        <source>Home</source>
        <translation>Hem</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Annat</translation>
    </message>
    <message>
        <source>Pick up</source>
        <translation>Ta samtal</translation>
    </message>
    <message>
        <source>Remove from favourites</source>
        <translation>Ta bort från favoriter</translation>
    </message>
    <message>
        <source>Add to favourites</source>
        <translation>Lägg till i favoriter</translation>
    </message>
    <message>
        <source>Favourites stand first in the list</source>
        <translation>Favoriter står först i listan</translation>
    </message>
    <message>
        <source>At once; it cannot be taken back while it rings</source>
        <translation>Genast; kan inte tas tillbaka medan det ringer</translation>
    </message>
    <message>
        <source>Direct transfer</source>
        <translation>Direkt vidarekoppla</translation>
    </message>
    <message>
        <source>Another number…</source>
        <translation>Annat nummer…</translation>
    </message>
    <message>
        <source>In the call that you have with {name}</source>
        <translation>I samtalet som du har med {name}</translation>
    </message>
    <message>
        <source>You talk with {name} first</source>
        <translation>Du talar med {name} först</translation>
    </message>
    <message>
        <source>Announced transfer</source>
        <translation>Aviserad vidarekoppling</translation>
    </message>
    <message>
        <source>Call {name} while {caller} waits</source>
        <translation>Ring {name} medan {caller} väntar</translation>
    </message>
    <message>
        <source>New call</source>
        <translation>Nytt samtal</translation>
    </message>
    <message>
        <source>Transfer {caller} to {name}</source>
        <translation>Överflytta {caller} till {name}</translation>
    </message>
    <message>
        <source>The call that rings there comes to you</source>
        <translation>Samtalet som ringer där kommer till dig</translation>
    </message>
    <message>
        <source>Transfer to {name}</source>
        <translation>Överflytta till {name}</translation>
    </message>
    <message>
        <source>Conference with {name}</source>
        <translation>Konferens med {name}</translation>
    </message>
    <message>
        <source>You, {caller} and {name} hear one another</source>
        <translation>Du, {caller} och {name} hör varandra</translation>
    </message>
    <message>
        <source>Transfer to somebody else</source>
        <translation>Överflytta till någon annan</translation>
    </message>
    <message>
        <source>Search for a name, or type a number</source>
        <translation>Sök ett namn eller skriv ett nummer</translation>
    </message>
    <message>
        <source>Transfer {caller}</source>
        <translation>Överflytta {caller}</translation>
    </message>
</context>
<context>
    <name>ColleagueListView</name>
    <message>
        <source>No colleague matches “{text}”.</source>
        <translation>Ingen kollega matchar ”{text}”.</translation>
    </message>
    <message>
        <source>No colleagues here. Type a number above to call.</source>
        <translation>Inga kollegor här. Skriv ett nummer ovan för att ringa.</translation>
    </message>
    <message>
        <source>Colleagues</source>
        <translation>Kollegor</translation>
    </message>
</context>
<context>
    <name>ColleagueModel</name>
    <message>
        <source>Favourite</source>
        <translation>Favorit</translation>
    </message>
</context>
<context>
    <name>ColleagueRow</name>
    <message>
        <source>Remove from favourites</source>
        <translation>Ta bort från favoriter</translation>
    </message>
    <message>
        <source>Add to favourites</source>
        <translation>Lägg till i favoriter</translation>
    </message>
    <message>
        <source>No number: a click lets you add one</source>
        <translation>Inget nummer: klicka för att lägga till ett</translation>
    </message>
    <message>
        <source>Call {name}</source>
        <translation>Ring {name}</translation>
    </message>
    <message>
        <source>Transfer {caller} to {name}</source>
        <translation>Överflytta {caller} till {name}</translation>
    </message>
</context>
<context>
    <name>CompanyFault</name>
    <message>
        <source>This is no server address. Write it as company.example.</source>
        <translation>Det är ingen serveradress. Skriv den som foretaget.example.</translation>
    </message>
    <message>
        <source>There is no server by that name. Check the spelling.</source>
        <translation>Det finns ingen server med det namnet. Kontrollera stavningen.</translation>
    </message>
    <message>
        <source>{server} does not answer. Is the network up?</source>
        <translation>{server} svarar inte. Fungerar nätverket?</translation>
    </message>
    <message>
        <source>{server} cannot prove who it is.</source>
        <translation>{server} kan inte bevisa vem den är.</translation>
    </message>
    <message>
        <source>Something answers there, but it is no server for this program.</source>
        <translation>Något svarar där, men det är ingen server för det här programmet.</translation>
    </message>
    <message>
        <source>The user name or the password is wrong.</source>
        <translation>Användarnamnet eller lösenordet är fel.</translation>
    </message>
    <message>
        <source>Too many attempts. Wait a few minutes and try again.</source>
        <translation>För många försök. Vänta några minuter och försök igen.</translation>
    </message>
    <message>
        <source>You are signed in on too many devices. Sign out on one that you do not use.</source>
        <translation>Du är inloggad på för många enheter. Logga ut på en som du inte använder.</translation>
    </message>
    <message>
        <source>The invitation is over or was used. Ask for another.</source>
        <translation>Inbjudan har gått ut eller är redan använd. Be om en ny.</translation>
    </message>
    <message>
        <source>{server} has a fault of its own. Try again in a while.</source>
        <translation>Något är fel på {server}. Försök igen om en stund.</translation>
    </message>
    <message>
        <source>The connection to the server was lost.</source>
        <translation>Anslutningen till servern bröts.</translation>
    </message>
</context>
<context>
    <name>ContactForm</name>
    <message>
        <source>A contact needs a name.</source>
        <translation>En kontakt behöver ett namn.</translation>
    </message>
    <message>
        <source>This is no number that can be called.</source>
        <translation>Det här är inget nummer som går att ringa.</translation>
    </message>
    <message>
        <source>New contact</source>
        <translation>Ny kontakt</translation>
    </message>
    <message>
        <source>Change contact</source>
        <translation>Ändra kontakt</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Namn</translation>
    </message>
    <message>
        <source>Company</source>
        <translation>Företag</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>E-post</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Anteckning</translation>
    </message>
    <message>
        <source>Work number</source>
        <translation>Arbetsnummer</translation>
    </message>
    <message>
        <source>Mobile number</source>
        <translation>Mobilnummer</translation>
    </message>
    <message>
        <source>Home number</source>
        <translation>Hemnummer</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Spara</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Avbryt</translation>
    </message>
</context>
<context>
    <name>Contacts</name>
    <message>
        <source>There are no contacts in this file.</source>
        <translation>Det finns inga kontakter i den här filen.</translation>
    </message>
    <message>
        <source>Contacts imported: {count}.</source>
        <translation>Importerade kontakter: {count}.</translation>
    </message>
    <message>
        <source>Could not be read: {count}.</source>
        <translation>Kunde inte läsas: {count}.</translation>
    </message>
    <message>
        <source>{file} cannot be read. Nothing was changed.</source>
        <translation>{file} kan inte läsas. Inget har ändrats.</translation>
    </message>
    <message>
        <source>{file} cannot be written.</source>
        <translation>{file} kan inte skrivas.</translation>
    </message>
    <message>
        <source>Contacts written to {file}: {count}.</source>
        <translation>Kontakter skrivna till {file}: {count}.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Ångra</translation>
    </message>
    <message>
        <source>{name} was removed from your contacts.</source>
        <translation>{name} har tagits bort ur dina kontakter.</translation>
    </message>
</context>
<context>
    <name>ContactsView</name>
    <message>
        <source>Change…</source>
        <translation>Ändra…</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Ta bort</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>Importera…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportera…</translation>
    </message>
    <message>
        <source>Import contacts</source>
        <translation>Importera kontakter</translation>
    </message>
    <message>
        <source>contacts</source>
        <comment>the name of a file</comment>
        <translation>kontakter</translation>
    </message>
    <message>
        <source>Export contacts</source>
        <translation>Exportera kontakter</translation>
    </message>
    <message>
        <source>Contacts (*.vcf *.vcard)</source>
        <translation>Kontakter (*.vcf *.vcard)</translation>
    </message>
    <message>
        <source>New contact</source>
        <translation>Ny kontakt</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mer</translation>
    </message>
</context>
<context>
    <name>DesktopSystem</name>
    <message>
        <source>Softphone goes on here</source>
        <translation>Softphone fortsätter här</translation>
    </message>
    <message>
        <source>Calls reach you as before. Quit is in the menu of this icon.</source>
        <translation>Samtal når dig som förut. Avsluta finns i ikonens meny.</translation>
    </message>
</context>
<context>
    <name>DialPad</name>
    <message>
        <source>No calls. Type a name or number, or use the keys.</source>
        <translation>Inga samtal. Skriv ett namn eller nummer, eller använd knapparna.</translation>
    </message>
    <message>
        <source>Star</source>
        <translation>Stjärna</translation>
    </message>
    <message>
        <source>Hash</source>
        <translation>Fyrkant</translation>
    </message>
</context>
<context>
    <name>Edit</name>
    <message>
        <source>Refused: {reason}</source>
        <translation>Nekad: {reason}</translation>
    </message>
    <message>
        <source>Saved here, not yet in force</source>
        <translation>Sparad här, gäller inte än</translation>
    </message>
    <message>
        <source>In force</source>
        <translation>Gäller nu</translation>
    </message>
    <message>
        <source>The server was restored from a backup. What you changed since is sent to it again.</source>
        <translation>Servern återställdes från en säkerhetskopia. Det du har ändrat sedan dess skickas dit igen.</translation>
    </message>
    <message>
        <source>This computer cannot save your changes: the disk is full or cannot be written. They go to the server, and are lost if Softphone is closed before.</source>
        <translation>Datorn kan inte spara dina ändringar: disken är full eller går inte att skriva på. De skickas till servern, och går förlorade om Softphone stängs dessförinnan.</translation>
    </message>
    <message>
        <source>The settings saved on this computer could not be read. They are fetched from the server; the file is kept: {file}</source>
        <translation>Inställningarna som sparats på datorn gick inte att läsa. De hämtas från servern; filen är kvar: {file}</translation>
    </message>
    <message>
        <source>A later version of Softphone was used on this computer. Changes go to the server, and are not saved here.</source>
        <translation>En senare version av Softphone har använts på datorn. Ändringar skickas till servern och sparas inte här.</translation>
    </message>
    <message>
        <source>The server has version {version}, too far from this one. Your changes wait until one of them is updated.</source>
        <translation>Servern har version {version}, för långt ifrån den här. Dina ändringar väntar tills någon av dem har uppdaterats.</translation>
    </message>
</context>
<context>
    <name>EditLabel</name>
    <message>
        <source>Seen</source>
        <translation>Jag har sett det</translation>
    </message>
</context>
<context>
    <name>Ending</name>
    <message>
        <source>{name} fetched the call.</source>
        <translation>{name} hämtade samtalet.</translation>
    </message>
    <message>
        <source>The call for help was cut off. Call {number} again, from a mobile phone if this one fails.</source>
        <translation>Nödsamtalet bröts. Ring {number} igen, från en mobiltelefon om det inte går härifrån.</translation>
    </message>
    <message>
        <source>The call for help did not get through.</source>
        <translation>Nödsamtalet kom inte fram.</translation>
    </message>
    <message>
        <source>Call {number} now from a mobile phone or another telephone.</source>
        <translation>Ring {number} nu från en mobiltelefon eller en annan telefon.</translation>
    </message>
    <message>
        <source>No call rings at {name} any more.</source>
        <translation>Det ringer inte längre hos {name}.</translation>
    </message>
    <message>
        <source>You are not allowed to pick up the calls of {name}.</source>
        <translation>Du får inte ta samtal till {name}.</translation>
    </message>
    <message>
        <source>The call that rang at {name} could not be picked up.</source>
        <translation>Samtalet som ringde hos {name} kunde inte tas.</translation>
    </message>
    <message>
        <source>You hung up.</source>
        <translation>Du lade på.</translation>
    </message>
    <message>
        <source>{name} hung up.</source>
        <translation>{name} lade på.</translation>
    </message>
    <message>
        <source>{name} is busy.</source>
        <translation>{name} är upptagen.</translation>
    </message>
    <message>
        <source>You declined the call.</source>
        <translation>Du avvisade samtalet.</translation>
    </message>
    <message>
        <source>{name} declined the call.</source>
        <translation>{name} avvisade samtalet.</translation>
    </message>
    <message>
        <source>{name} does not answer.</source>
        <translation>{name} svarar inte.</translation>
    </message>
    <message>
        <source>Nobody is reached at {name}.</source>
        <translation>Ingen nås på {name}.</translation>
    </message>
    <message>
        <source>{name} cannot be reached now.</source>
        <translation>{name} kan inte nås just nu.</translation>
    </message>
    <message>
        <source>Answered on another phone.</source>
        <translation>Besvarat på en annan telefon.</translation>
    </message>
    <message>
        <source>Missed call: {name} hung up.</source>
        <translation>Missat samtal: {name} lade på.</translation>
    </message>
    <message>
        <source>You are not allowed to call this number.</source>
        <translation>Du får inte ringa det här numret.</translation>
    </message>
    <message>
        <source>The two phones have no sound format in common, or only one of them encrypts.</source>
        <translation>Telefonerna har inget gemensamt ljudformat, eller så krypterar bara den ena.</translation>
    </message>
    <message>
        <source>The other phone cannot encrypt the sound.</source>
        <translation>Den andra telefonen kan inte kryptera ljudet.</translation>
    </message>
    <message>
        <source>The server could not connect the call.</source>
        <translation>Servern kunde inte koppla samtalet.</translation>
    </message>
    <message>
        <source>The call was cut off.</source>
        <translation>Samtalet bröts.</translation>
    </message>
</context>
<context>
    <name>Fault</name>
    <message>
        <source>The user name or the password is wrong.</source>
        <translation>Användarnamnet eller lösenordet är fel.</translation>
    </message>
    <message>
        <source>The server does not allow this.</source>
        <translation>Servern tillåter inte det.</translation>
    </message>
    <message>
        <source>There is no server by that name. Check the spelling.</source>
        <translation>Det finns ingen server med det namnet. Kontrollera stavningen.</translation>
    </message>
    <message>
        <source>The server cannot prove who it is: its certificate is not trusted.</source>
        <translation>Servern kan inte bevisa vem den är: certifikatet är inte betrott.</translation>
    </message>
    <message>
        <source>{server} does not know this user.</source>
        <translation>{server} känner inte till användaren.</translation>
    </message>
    <message>
        <source>{server} does not answer.</source>
        <translation>{server} svarar inte.</translation>
    </message>
    <message>
        <source>{server} has a fault of its own.</source>
        <translation>Något är fel på {server}.</translation>
    </message>
    <message>
        <source>Another program uses the port that the phone needs.</source>
        <translation>Ett annat program använder porten som telefonen behöver.</translation>
    </message>
    <message>
        <source>There is no sound device.</source>
        <translation>Det finns ingen ljudenhet.</translation>
    </message>
    <message>
        <source>The sound device is gone.</source>
        <translation>Ljudenheten är borta.</translation>
    </message>
    <message>
        <source>There are too many calls at once.</source>
        <translation>Det är för många samtal samtidigt.</translation>
    </message>
    <message>
        <source>This is no number and no address that can be called.</source>
        <translation>Det är inget nummer och ingen adress som går att ringa.</translation>
    </message>
    <message>
        <source>The call has already ended.</source>
        <translation>Samtalet är redan avslutat.</translation>
    </message>
    <message>
        <source>This cannot be done with the call just now.</source>
        <translation>Det går inte att göra med samtalet just nu.</translation>
    </message>
    <message>
        <source>This phone cannot do that.</source>
        <translation>Telefonen kan inte det.</translation>
    </message>
    <message>
        <source>Something went wrong in the phone. The log says what.</source>
        <translation>Något gick fel i telefonen. Loggen säger vad.</translation>
    </message>
    <message>
        <source>The server</source>
        <translation>Servern</translation>
    </message>
</context>
<context>
    <name>GlobalKey</name>
    <message>
        <source>Answer the call</source>
        <translation>Svara på samtalet</translation>
    </message>
    <message>
        <source>Hang up or decline the call</source>
        <translation>Lägg på eller avvisa samtalet</translation>
    </message>
</context>
<context>
    <name>GroupCard</name>
    <message>
        <source>Dismiss</source>
        <translation>Stäng</translation>
    </message>
</context>
<context>
    <name>Groups</name>
    <message>
        <source>No other members</source>
        <translation>Inga andra medlemmar</translation>
    </message>
    <message>
        <source>Nobody is free</source>
        <translation>Ingen är ledig</translation>
    </message>
    <message>
        <source>{name} is free</source>
        <translation>{name} är ledig</translation>
    </message>
    <message>
        <source>{free} of {count} free: {names}</source>
        <translation>{free} av {count} lediga: {names}</translation>
    </message>
</context>
<context>
    <name>HangUpQuestion</name>
    <message>
        <source>1 call will end.</source>
        <translation>1 samtal avslutas.</translation>
    </message>
    <message>
        <source>{count} calls will end.</source>
        <translation>{count} samtal avslutas.</translation>
    </message>
    <message>
        <source>Hang up and close</source>
        <translation>Lägg på och stäng</translation>
    </message>
    <message>
        <source>Hang up and sign out</source>
        <translation>Lägg på och logga ut</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Avbryt</translation>
    </message>
</context>
<context>
    <name>History</name>
    <message>
        <source>Answered</source>
        <translation>Besvarat</translation>
    </message>
    <message>
        <source>Missed call</source>
        <translation>Missat samtal</translation>
    </message>
    <message>
        <source>Answered on another phone</source>
        <translation>Besvarat på en annan telefon</translation>
    </message>
    <message>
        <source>Forwarded</source>
        <translation>Vidarekopplat</translation>
    </message>
    <message>
        <source>Declined</source>
        <translation>Avvisat</translation>
    </message>
    <message>
        <source>You declined</source>
        <translation>Du avvisade</translation>
    </message>
    <message>
        <source>Busy</source>
        <translation>Upptaget</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>Inget svar</translation>
    </message>
    <message>
        <source>Not answered</source>
        <translation>Inte besvarat</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>Inte kopplat</translation>
    </message>
    <message>
        <source>Forwarded to {name}</source>
        <translation>Vidarekopplat till {name}</translation>
    </message>
    <message>
        <source>Transferred by {name}</source>
        <translation>Överflyttat av {name}</translation>
    </message>
    <message>
        <source>%H:%M</source>
        <comment>the time of day, for strftime</comment>
        <translation>%H.%M</translation>
    </message>
    <message>
        <source>Yesterday {time}</source>
        <translation>I går {time}</translation>
    </message>
    <message>
        <source>en_GB</source>
        <comment>the language of the names of days</comment>
        <translation>sv_SE</translation>
    </message>
    <message>
        <source>Outgoing call to</source>
        <translation>Utgående samtal till</translation>
    </message>
    <message>
        <source>Call from</source>
        <translation>Samtal från</translation>
    </message>
    <message>
        <source>Missed call from</source>
        <translation>Missat samtal från</translation>
    </message>
    <message>
        <source>The number was withheld: there is nobody to call back.</source>
        <translation>Numret var dolt: det finns ingen att ringa tillbaka till.</translation>
    </message>
</context>
<context>
    <name>HistoryList</name>
    <message>
        <source>Call history</source>
        <translation>Samtalshistorik</translation>
    </message>
    <message>
        <source>No call matches “{text}”.</source>
        <translation>Inget samtal matchar ”{text}”.</translation>
    </message>
    <message>
        <source>No missed calls.</source>
        <translation>Inga missade samtal.</translation>
    </message>
    <message>
        <source>No calls yet.</source>
        <translation>Inga samtal än.</translation>
    </message>
    <message>
        <source>Call {name}</source>
        <translation>Ring {name}</translation>
    </message>
    <message>
        <source>Note…</source>
        <translation>Anteckning…</translation>
    </message>
</context>
<context>
    <name>HistoryRowDelegate</name>
    <message>
        <source>Call {name}</source>
        <translation>Ring {name}</translation>
    </message>
</context>
<context>
    <name>HistoryView</name>
    <message>
        <source>Missed</source>
        <translation>Missade samtal</translation>
    </message>
    <message>
        <source>Call history</source>
        <translation>Samtalshistorik</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alla</translation>
    </message>
</context>
<context>
    <name>IncomingPage</name>
    <message>
        <source>{profile}: incoming calls</source>
        <translation>{profile}: inkommande samtal</translation>
    </message>
    <message>
        <source>Applies once the profile is activated.</source>
        <translation>Gäller först när profilen aktiveras.</translation>
    </message>
</context>
<context>
    <name>IncomingWindow</name>
    <message>
        <source>Incoming call</source>
        <translation>Inkommande samtal</translation>
    </message>
</context>
<context>
    <name>InvitationQuestion</name>
    <message>
        <source>As {login}. Go on only if this is your company&apos;s server.</source>
        <translation>Som {login}. Fortsätt bara om det är ditt företags server.</translation>
    </message>
    <message>
        <source>Sign in to this server?</source>
        <translation>Logga in på den här servern?</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Logga in</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Avbryt</translation>
    </message>
</context>
<context>
    <name>Keypad</name>
    <message>
        <source>Keypad</source>
        <translation>Knappsats</translation>
    </message>
    <message>
        <source>Digits sent</source>
        <translation>Skickade siffror</translation>
    </message>
    <message>
        <source>Star</source>
        <translation>Stjärna</translation>
    </message>
    <message>
        <source>Hash</source>
        <translation>Fyrkant</translation>
    </message>
</context>
<context>
    <name>LengthChoice</name>
    <message>
        <source>This is no time of the day.</source>
        <translation>Det är inget klockslag.</translation>
    </message>
    <message>
        <source>This is no date.</source>
        <translation>Det är inget datum.</translation>
    </message>
    <message>
        <source>{profile}: for how long?</source>
        <translation>{profile}: hur länge?</translation>
    </message>
    <message>
        <source>30 min</source>
        <translation>30 min</translation>
    </message>
    <message>
        <source>1 h</source>
        <translation>1 tim</translation>
    </message>
    <message>
        <source>Rest of the day</source>
        <translation>Resten av dagen</translation>
    </message>
    <message>
        <source>Until I change</source>
        <translation>Tills vidare</translation>
    </message>
    <message>
        <source>Until a time</source>
        <translation>Till ett klockslag</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>Välj</translation>
    </message>
    <message>
        <source>Until a date, the day you are back</source>
        <translation>Till ett datum, dagen du är tillbaka</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Tillbaka</translation>
    </message>
</context>
<context>
    <name>LengthField</name>
    <message>
        <source>Type a number of minutes.</source>
        <translation>Skriv ett antal minuter.</translation>
    </message>
    <message>
        <source>This is no time of the day.</source>
        <translation>Det är inget klockslag.</translation>
    </message>
    <message>
        <source>Default length</source>
        <translation>Standardlängd</translation>
    </message>
    <message>
        <source>Until I change</source>
        <translation>Tills vidare</translation>
    </message>
    <message>
        <source>A number of minutes</source>
        <translation>Ett antal minuter</translation>
    </message>
    <message>
        <source>Until a time</source>
        <translation>Till ett klockslag</translation>
    </message>
    <message>
        <source>Until a time the next working day</source>
        <translation>Till ett klockslag nästa arbetsdag</translation>
    </message>
    <message>
        <source>Asks for a date</source>
        <translation>Frågar efter datum</translation>
    </message>
    <message>
        <source>Minutes</source>
        <translation>Minuter</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Klockslag</translation>
    </message>
</context>
<context>
    <name>LineSection</name>
    <message>
        <source>Type a number of seconds from {least} to {most}.</source>
        <translation>Skriv ett antal sekunder från {least} till {most}.</translation>
    </message>
    <message>
        <source>Calls to the landline number</source>
        <translation>Samtal till fastnummer</translation>
    </message>
    <message>
        <source>Calls to the mobile number</source>
        <translation>Samtal till mobilnummer</translation>
    </message>
    <message>
        <source>You have no mobile number whose calls come through the company&apos;s telephone system.</source>
        <translation>Du har inget mobilnummer vars samtal går genom företagets växel.</translation>
    </message>
    <message>
        <source>As calls to the landline number</source>
        <translation>Som samtal till fastnummer</translation>
    </message>
    <message>
        <source>Advanced settings</source>
        <translation>Avancerade inställningar</translation>
    </message>
    <message>
        <source>These hold when calls ring.</source>
        <translation>De här gäller när samtal ringer.</translation>
    </message>
    <message>
        <source>When busy</source>
        <translation>Vid upptaget</translation>
    </message>
    <message>
        <source>When there is no answer</source>
        <translation>Vid ej svar</translation>
    </message>
    <message>
        <source>When there is no connection</source>
        <translation>Vid ingen koppling</translation>
    </message>
    <message>
        <source>Seconds before it counts as no answer</source>
        <translation>Sekunder innan det räknas som ej svar</translation>
    </message>
</context>
<context>
    <name>LineState</name>
    <message>
        <source>Free</source>
        <translation>Ej i samtal</translation>
    </message>
    <message>
        <source>Ringing</source>
        <translation>Inkommande/utgående samtal</translation>
    </message>
    <message>
        <source>In a call</source>
        <translation>Upptagen</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>Ej synlig</translation>
    </message>
    <message>
        <source>Call status unknown</source>
        <translation>Samtalsstatus okänd</translation>
    </message>
    <message>
        <source>Call status not shown</source>
        <translation>Samtalsstatus visas inte</translation>
    </message>
</context>
<context>
    <name>Link</name>
    <message>
        <source>The invitation was not used: you are signed in already. Sign out first.</source>
        <translation>Inbjudan användes inte: du är redan inloggad. Logga ut först.</translation>
    </message>
    <message>
        <source>The link leads to no number and no address that can be called.</source>
        <translation>Länken leder inte till något nummer eller någon adress som går att ringa.</translation>
    </message>
    <message>
        <source>The link was not called: it is too long to be a number.</source>
        <translation>Länken ringdes inte: den är för lång för att vara ett nummer.</translation>
    </message>
    <message>
        <source>The link was not called: it holds characters that cannot be shown.</source>
        <translation>Länken ringdes inte: den innehåller tecken som inte kan visas.</translation>
    </message>
    <message>
        <source>The link was not called: it asks for more than a call.</source>
        <translation>Länken ringdes inte: den begär mer än ett samtal.</translation>
    </message>
    <message>
        <source>The link was not called: it holds a service code, which could change your settings. If you mean it, type the code.</source>
        <translation>Länken ringdes inte: den innehåller en plustjänst, som skulle kunna ändra dina inställningar. Om du menar det, skriv in koden själv.</translation>
    </message>
</context>
<context>
    <name>LinkQuestion</name>
    <message>
        <source>Call this number?</source>
        <translation>Ringa det här numret?</translation>
    </message>
    <message>
        <source>Call this emergency number?</source>
        <translation>Ringa det här nödnumret?</translation>
    </message>
    <message>
        <source>Call this address?</source>
        <translation>Ringa den här adressen?</translation>
    </message>
    <message>
        <source>Another program asks for it, by a link.</source>
        <translation>Ett annat program ber om det, med en länk.</translation>
    </message>
    <message>
        <source>The link adds extension {digits}: press it on the keypad.</source>
        <translation>Länken anger anknytning {digits}: tryck den på knappsatsen.</translation>
    </message>
    <message>
        <source>Call</source>
        <translation>Ring</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Avbryt</translation>
    </message>
</context>
<context>
    <name>ListRow</name>
    <message>
        <source>no. {n}</source>
        <translation>nr {n}</translation>
    </message>
    <message>
        <source>active</source>
        <translation>aktiv</translation>
    </message>
    <message>
        <source>Move {profile} up</source>
        <translation>Flytta upp {profile}</translation>
    </message>
    <message>
        <source>Move {profile} down</source>
        <translation>Flytta ner {profile}</translation>
    </message>
</context>
<context>
    <name>Moments</name>
    <message>
        <source>%H:%M</source>
        <comment>hours and minutes</comment>
        <translation>%H.%M</translation>
    </message>
    <message>
        <source>until I change</source>
        <translation>tills vidare</translation>
    </message>
    <message>
        <source>until {moment}</source>
        <translation>till {moment}</translation>
    </message>
    <message>
        <source>Meeting {span}</source>
        <translation>Möte {span}</translation>
    </message>
</context>
<context>
    <name>Network</name>
    <message>
        <source>The computer has been asleep. You are connected again.</source>
        <translation>Datorn har varit i viloläge. Du är ansluten igen.</translation>
    </message>
    <message>
        <source>The computer has been asleep. Connecting again…</source>
        <translation>Datorn har varit i viloläge. Ansluter igen…</translation>
    </message>
    <message>
        <source>The network has changed. You are connected again.</source>
        <translation>Nätverket har ändrats. Du är ansluten igen.</translation>
    </message>
    <message>
        <source>The network has changed. Connecting again…</source>
        <translation>Nätverket har ändrats. Ansluter igen…</translation>
    </message>
</context>
<context>
    <name>NoteDialog</name>
    <message>
        <source>Note on the call with {name}</source>
        <translation>Anteckning om samtalet med {name}</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Spara</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Avbryt</translation>
    </message>
</context>
<context>
    <name>NoticeBar</name>
    <message>
        <source>Close</source>
        <translation>Stäng</translation>
    </message>
</context>
<context>
    <name>NoticeSwitches</name>
    <message>
        <source>Notifications</source>
        <translation>Notiser</translation>
    </message>
    <message>
        <source>Incoming calls</source>
        <translation>Inkommande samtal</translation>
    </message>
    <message>
        <source>Missed calls</source>
        <translation>Missade samtal</translation>
    </message>
    <message>
        <source>Calls transferred to you</source>
        <translation>Samtal som överflyttas till dig</translation>
    </message>
    <message>
        <source>Changes that are refused</source>
        <translation>Ändringar som nekas</translation>
    </message>
</context>
<context>
    <name>Notification</name>
    <message>
        <source>Call back</source>
        <translation>Ring upp</translation>
    </message>
    <message>
        <source>Missed call</source>
        <translation>Missat samtal</translation>
    </message>
    <message>
        <source>You are talking with {name} now</source>
        <translation>Du talar nu med {name}</translation>
    </message>
    <message>
        <source>A change of your settings was refused</source>
        <translation>En ändring av dina inställningar nekades</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Visa</translation>
    </message>
</context>
<context>
    <name>Page</name>
    <message>
        <source>Back</source>
        <translation>Tillbaka</translation>
    </message>
</context>
<context>
    <name>ParkedCalls</name>
    <message>
        <source>Parked calls</source>
        <translation>Parkerade samtal</translation>
    </message>
</context>
<context>
    <name>PartyRow</name>
    <message>
        <source>Duration</source>
        <translation>Samtalstid</translation>
    </message>
</context>
<context>
    <name>Personal</name>
    <message>
        <source>Your call history and contacts were written by a newer version of Softphone. They are left as they are, and nothing is added until this one is updated.</source>
        <translation>Din samtalshistorik och dina kontakter har skrivits av en nyare version av Softphone. De lämnas som de är, och inget läggs till förrän den här har uppdaterats.</translation>
    </message>
    <message>
        <source>Your call history and contacts on this computer could not be read. A new file was begun; the old one is kept: {file}</source>
        <translation>Din samtalshistorik och dina kontakter på den här datorn kunde inte läsas. En ny fil har påbörjats; den gamla finns kvar: {file}</translation>
    </message>
    <message>
        <source>Your call history and contacts cannot be written now: the disk may be full or locked. It is tried again with the next call.</source>
        <translation>Din samtalshistorik och dina kontakter kan inte skrivas just nu: disken kan vara full eller låst. Nytt försök görs vid nästa samtal.</translation>
    </message>
</context>
<context>
    <name>PhoneLost</name>
    <message>
        <source>The phone restarted and is taking up the call again. Microphone off.</source>
        <translation>Telefonen startade om och tar upp samtalet igen. Mikrofonen är av.</translation>
    </message>
    <message>
        <source>The phone restarted.</source>
        <translation>Telefonen startade om.</translation>
    </message>
</context>
<context>
    <name>PrivacyPage</name>
    <message>
        <source>Privacy</source>
        <translation>Integritet</translation>
    </message>
    <message>
        <source>What others in the company see of you. Nothing is sent to anybody else.</source>
        <translation>Vad andra på företaget ser om dig. Inget skickas till någon annan.</translation>
    </message>
    <message>
        <source>Who sees what</source>
        <translation>Vem ser vad</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>Ja</translation>
    </message>
    <message>
        <source>No</source>
        <translation>Nej</translation>
    </message>
    <message>
        <source>While available</source>
        <translation>När du är tillgänglig</translation>
    </message>
    <message>
        <source>Colleague</source>
        <translation>Kollega</translation>
    </message>
    <message>
        <source>Supervisor</source>
        <translation>Arbetsledare</translation>
    </message>
    <message>
        <source>Administrator</source>
        <translation>Administratör</translation>
    </message>
    <message>
        <source>Myself</source>
        <translation>Jag själv</translation>
    </message>
    <message>
        <source>Name, title and numbers</source>
        <translation>Namn, titel och nummer</translation>
    </message>
    <message>
        <source>Active profile and until when</source>
        <translation>Aktiv profil och till när</translation>
    </message>
    <message>
        <source>Status message</source>
        <translation>Statusmeddelande</translation>
    </message>
    <message>
        <source>Call status</source>
        <translation>Samtalsstatus</translation>
    </message>
    <message>
        <source>Who waits in a call that I parked</source>
        <translation>Vem som väntar i ett samtal som jag har parkerat</translation>
    </message>
    <message>
        <source>In the call records</source>
        <translation>I samtalsloggen</translation>
    </message>
    <message>
        <source>With whom I have spoken</source>
        <translation>Vilka jag har talat med</translation>
    </message>
    <message>
        <source>Profiles, rules and schedule</source>
        <translation>Profiler, regler och schema</translation>
    </message>
    <message>
        <source>Yes, and can change</source>
        <translation>Ja, och kan ändra</translation>
    </message>
    <message>
        <source>The address of my calendar</source>
        <translation>Min kalenders adress</translation>
    </message>
    <message>
        <source>Meetings within the hour</source>
        <translation>Möten inom en timme</translation>
    </message>
    <message>
        <source>Only the profile</source>
        <translation>Bara profilen</translation>
    </message>
    <message>
        <source>The rest of my calendar</source>
        <translation>Resten av min kalender</translation>
    </message>
    <message>
        <source>The password of my calendar</source>
        <translation>Min kalenders lösenord</translation>
    </message>
    <message>
        <source>My own contacts and notes</source>
        <translation>Egna kontakter och anteckningar</translation>
    </message>
    <message>
        <source>On this computer</source>
        <translation>På den här datorn</translation>
    </message>
    <message>
        <source>What colleagues see under each profile</source>
        <translation>Vad kollegor ser under varje profil</translation>
    </message>
    <message>
        <source>And until when. A temporary message takes the place of the permanent one.</source>
        <translation>Och till när. Ett tillfälligt meddelande visas i stället för det permanenta.</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>What callers from outside learn</source>
        <translation>Vad de som ringer utifrån får veta</translation>
    </message>
    <message>
        <source>Who calls you hears a referral at most. That of a profile such as Sick says only that you cannot be reached. Whom you call sees the number that the profile shows; an emergency centre always sees the real one.</source>
        <translation>Den som ringer dig hör på sin höjd en hänvisning. Under en profil som Sjuk säger den bara att du inte kan nås. Den du ringer ser numret som profilen visar; en larmcentral ser alltid det riktiga.</translation>
    </message>
    <message>
        <source>No calendar</source>
        <translation>Ingen kalender</translation>
    </message>
    <message>
        <source>Only the time</source>
        <translation>Bara tiden</translation>
    </message>
    <message>
        <source>Time and title</source>
        <translation>Tid och rubrik</translation>
    </message>
    <message>
        <source>Shown: free, ringing, in a call or not visible</source>
        <translation>Visas: ej i samtal, inkommande/utgående samtal, upptagen eller ej synlig</translation>
    </message>
    <message>
        <source>Call status not shown</source>
        <translation>Samtalsstatus visas inte</translation>
    </message>
</context>
<context>
    <name>Profile</name>
    <message>
        <source>en</source>
        <comment>the code of the language</comment>
        <translation>sv</translation>
    </message>
    <message>
        <source>until I change</source>
        <translation>tills vidare</translation>
    </message>
    <message>
        <source>{n} h</source>
        <translation>{n} tim</translation>
    </message>
    <message>
        <source>{n} min</source>
        <translation>{n} min</translation>
    </message>
    <message>
        <source>until midnight</source>
        <translation>till midnatt</translation>
    </message>
    <message>
        <source>until {time}</source>
        <translation>till {time}</translation>
    </message>
    <message>
        <source>until {time} the next working day</source>
        <translation>till {time} nästa arbetsdag</translation>
    </message>
    <message>
        <source>asks for a date</source>
        <translation>frågar efter datum</translation>
    </message>
    <message>
        <source>Chosen by hand</source>
        <translation>Vald för hand</translation>
    </message>
    <message>
        <source>Chosen by telephone</source>
        <translation>Vald från en telefon</translation>
    </message>
    <message>
        <source>From the calendar</source>
        <translation>Från kalendern</translation>
    </message>
    <message>
        <source>From the schedule</source>
        <translation>Från schemat</translation>
    </message>
    <message>
        <source>Nothing else is chosen</source>
        <translation>Inget annat är valt</translation>
    </message>
    <message>
        <source>Landline: {what}</source>
        <translation>Fastnummer: {what}</translation>
    </message>
    <message>
        <source>mobile: {what}</source>
        <translation>mobil: {what}</translation>
    </message>
    <message>
        <source>voicemail</source>
        <translation>röstbrevlådan</translation>
    </message>
    <message>
        <source>the reception</source>
        <translation>receptionen</translation>
    </message>
    <message>
        <source>hang up</source>
        <translation>lägg på</translation>
    </message>
    <message>
        <source>referral</source>
        <translation>hänvisning</translation>
    </message>
    <message>
        <source>neutral referral</source>
        <translation>neutral hänvisning</translation>
    </message>
    <message>
        <source>then {target}</source>
        <translation>sedan {target}</translation>
    </message>
    <message>
        <source>forwarded to {target}</source>
        <translation>vidarekopplas till {target}</translation>
    </message>
    <message>
        <source>no answer after {n} s: </source>
        <translation>ej svar efter {n} s: </translation>
    </message>
    <message>
        <source>busy: </source>
        <translation>vid upptaget: </translation>
    </message>
    <message>
        <source>no connection: </source>
        <translation>vid ingen koppling: </translation>
    </message>
    <message>
        <source>as the landline</source>
        <translation>som fastnumret</translation>
    </message>
    <message>
        <source>rings the mobile</source>
        <translation>ringer i mobilen</translation>
    </message>
    <message>
        <source>rings the computer and the mobile</source>
        <translation>ringer i datorn och mobilen</translation>
    </message>
    <message>
        <source>rings the computer, after {n} s the mobile too</source>
        <translation>ringer i datorn, efter {n} s även i mobilen</translation>
    </message>
    <message>
        <source>rings</source>
        <translation>ringer</translation>
    </message>
</context>
<context>
    <name>ProfileChip</name>
    <message>
        <source>Profile: {profile}. Switch it</source>
        <translation>Profil: {profile}. Byt profil</translation>
    </message>
</context>
<context>
    <name>ProfileListPage</name>
    <message>
        <source>Profiles</source>
        <translation>Profiler</translation>
    </message>
    <message>
        <source>New profile</source>
        <translation>Ny profil</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Namn</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Lägg till</translation>
    </message>
    <message>
        <source>Show profile numbers</source>
        <translation>Visa profilnummer</translation>
    </message>
    <message>
        <source>Removed standard profiles</source>
        <translation>Borttagna standardprofiler</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Återställ</translation>
    </message>
</context>
<context>
    <name>ProfilePage</name>
    <message>
        <source>Type a number from 0 to {most}.</source>
        <translation>Skriv ett tal från 0 till {most}.</translation>
    </message>
    <message>
        <source>Applies once the profile is activated.</source>
        <translation>Gäller först när profilen aktiveras.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Namn</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Available</source>
        <translation>Tillgänglig</translation>
    </message>
    <message>
        <source>Not available</source>
        <translation>Ej tillgänglig</translation>
    </message>
    <message>
        <source>Colleagues see whether you are in a call.</source>
        <translation>Kollegor ser om du sitter i samtal.</translation>
    </message>
    <message>
        <source>Colleagues see “Call status not shown”. You can still call and be called.</source>
        <translation>Kollegor ser ”Samtalsstatus visas inte”. Du kan ändå ringa och bli uppringd.</translation>
    </message>
    <message>
        <source>Permanent status message</source>
        <translation>Permanent statusmeddelande</translation>
    </message>
    <message>
        <source>Incoming calls</source>
        <translation>Inkommande samtal</translation>
    </message>
    <message>
        <source>Call waiting</source>
        <translation>Samtal väntar</translation>
    </message>
    <message>
        <source>Number shown when calling</source>
        <translation>Nummervisning när du ringer</translation>
    </message>
    <message>
        <source>Number shown when sending SMS</source>
        <translation>Nummervisning när du skickar SMS</translation>
    </message>
    <message>
        <source>Calendar priority: the higher wins when two events overlap</source>
        <translation>Kalenderprioritet: den högre vinner när två händelser överlappar</translation>
    </message>
    <message>
        <source>Profile number {n}: an event that carries it activates this profile.</source>
        <translation>Profilnummer {n}: en händelse i kalendern med numret aktiverar profilen.</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Återställ</translation>
    </message>
    <message>
        <source>As everyone gets it</source>
        <translation>Så som alla får den</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Ta bort</translation>
    </message>
</context>
<context>
    <name>ProfileRow</name>
    <message>
        <source>{profile}, active now</source>
        <translation>{profile}, aktiv nu</translation>
    </message>
    <message>
        <source>{profile}, {length}</source>
        <translation>{profile}, {length}</translation>
    </message>
    <message>
        <source>{profile} for another length</source>
        <translation>{profile} en annan tid</translation>
    </message>
</context>
<context>
    <name>Quality</name>
    <message>
        <source>good</source>
        <translation>bra</translation>
    </message>
    <message>
        <source>fair</source>
        <translation>godtagbart</translation>
    </message>
    <message>
        <source>poor</source>
        <translation>dåligt</translation>
    </message>
    <message>
        <source>Lost: {percent} %</source>
        <translation>Förlorat: {percent} %</translation>
    </message>
    <message>
        <source>Jitter: {ms} ms</source>
        <translation>Jitter: {ms} ms</translation>
    </message>
    <message>
        <source>Round trip: {ms} ms</source>
        <translation>Tur och retur: {ms} ms</translation>
    </message>
    <message>
        <source>.</source>
        <comment>the decimal point</comment>
        <translation>,</translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message>
        <source>Colleagues</source>
        <translation>Kollegor</translation>
    </message>
    <message>
        <source>Call history</source>
        <translation>Samtalshistorik</translation>
    </message>
    <message>
        <source>Own contacts</source>
        <translation>Egna kontakter</translation>
    </message>
    <message>
        <source>Missed calls: {count}</source>
        <translation>Missade samtal: {count}</translation>
    </message>
</context>
<context>
    <name>Refusal</name>
    <message>
        <source>this is missing</source>
        <translation>det saknas</translation>
    </message>
    <message>
        <source>this is too long, {detail} characters at most</source>
        <translation>det är för långt, högst {detail} tecken</translation>
    </message>
    <message>
        <source>line breaks and control characters are not allowed</source>
        <translation>radbrytningar och styrtecken är inte tillåtna</translation>
    </message>
    <message>
        <source>this must be within {detail}</source>
        <translation>det måste vara inom {detail}</translation>
    </message>
    <message>
        <source>another profile has this number</source>
        <translation>en annan profil har det numret</translation>
    </message>
    <message>
        <source>another profile has this name</source>
        <translation>en annan profil heter så</translation>
    </message>
    <message>
        <source>there is no such profile any more</source>
        <translation>profilen finns inte längre</translation>
    </message>
    <message>
        <source>this profile holds when no other does, and stays</source>
        <translation>den här profilen gäller när ingen annan gör det, och kan inte tas bort</translation>
    </message>
    <message>
        <source>there is no such standard profile</source>
        <translation>det finns ingen sådan standardprofil</translation>
    </message>
    <message>
        <source>there are too many, {detail} at most</source>
        <translation>det är för många, högst {detail}</translation>
    </message>
    <message>
        <source>this is no time of the day</source>
        <translation>det är inget klockslag</translation>
    </message>
    <message>
        <source>this ends before it begins</source>
        <translation>det slutar innan det börjar</translation>
    </message>
    <message>
        <source>this is in the past</source>
        <translation>det har redan varit</translation>
    </message>
    <message>
        <source>this is too far ahead</source>
        <translation>det ligger för långt fram</translation>
    </message>
    <message>
        <source>this is no length, time or date</source>
        <translation>det är ingen tid och inget datum</translation>
    </message>
    <message>
        <source>this is no web address</source>
        <translation>det är ingen webbadress</translation>
    </message>
    <message>
        <source>digits, commas, semicolons and backslashes are not allowed here</source>
        <translation>siffror, komman, semikolon och omvända snedstreck är inte tillåtna här</translation>
    </message>
    <message>
        <source>there is no such time zone</source>
        <translation>det finns ingen sådan tidszon</translation>
    </message>
    <message>
        <source>this is no telephone number</source>
        <translation>det är inget telefonnummer</translation>
    </message>
    <message>
        <source>calls are not forwarded to an emergency number</source>
        <translation>samtal vidarekopplas inte till nödnummer</translation>
    </message>
    <message>
        <source>your class of service does not allow this number</source>
        <translation>dina samtalsspärrar tillåter inte det numret</translation>
    </message>
    <message>
        <source>this leads back to yourself</source>
        <translation>det leder tillbaka till dig själv</translation>
    </message>
    <message>
        <source>there is no such colleague</source>
        <translation>det finns ingen sådan kollega</translation>
    </message>
    <message>
        <source>there is no such group</source>
        <translation>det finns ingen sådan svarsgrupp</translation>
    </message>
    <message>
        <source>the company has no reception</source>
        <translation>företaget har ingen reception</translation>
    </message>
    <message>
        <source>you have no mobile number</source>
        <translation>du har inget mobilnummer</translation>
    </message>
    <message>
        <source>this is not your own number</source>
        <translation>det är inte ditt eget nummer</translation>
    </message>
    <message>
        <source>the administrator has not given you this add-on</source>
        <translation>administratören har inte gett dig tilläggstjänsten</translation>
    </message>
    <message>
        <source>reserved mobile numbers cannot be forwarded</source>
        <translation>reserverade mobilnummer kan inte vidarekopplas</translation>
    </message>
    <message>
        <source>this number is in use</source>
        <translation>numret är i bruk</translation>
    </message>
    <message>
        <source>a reserved number has no voicemail</source>
        <translation>ett reserverat nummer har ingen röstbrevlåda</translation>
    </message>
    <message>
        <source>calls would go round in a circle</source>
        <translation>samtalen skulle gå runt i en cirkel</translation>
    </message>
    <message>
        <source>this was changed elsewhere meanwhile</source>
        <translation>det har ändrats på annat håll under tiden</translation>
    </message>
    <message>
        <source>this was changed too long ago</source>
        <translation>det ändrades för länge sedan</translation>
    </message>
    <message>
        <source>the server does not know this setting</source>
        <translation>servern känner inte till inställningen</translation>
    </message>
    <message>
        <source>the server does not understand this</source>
        <translation>servern förstår inte det här</translation>
    </message>
</context>
<context>
    <name>Registration</name>
    <message>
        <source>Ready for calls</source>
        <translation>Redo för samtal</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Ansluter…</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>Inte ansluten</translation>
    </message>
    <message>
        <source>Not connected.</source>
        <translation>Inte ansluten.</translation>
    </message>
</context>
<context>
    <name>Retry</name>
    <message>
        <source>{why} Trying again in {seconds} s.</source>
        <translation>{why} Försöker igen om {seconds} s.</translation>
    </message>
</context>
<context>
    <name>RuleChoice</name>
    <message>
        <source>Type a number of seconds.</source>
        <translation>Skriv ett antal sekunder.</translation>
    </message>
    <message>
        <source>Ring</source>
        <translation>Ring</translation>
    </message>
    <message>
        <source>Nothing: the caller is told</source>
        <translation>Inget: den som ringer får veta det</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>Vidarekoppla</translation>
    </message>
    <message>
        <source>Refer</source>
        <translation>Hänvisa</translation>
    </message>
    <message>
        <source>The computer</source>
        <translation>Datorn</translation>
    </message>
    <message>
        <source>The mobile</source>
        <translation>Mobilen</translation>
    </message>
    <message>
        <source>Both at once</source>
        <translation>Båda samtidigt</translation>
    </message>
    <message>
        <source>First the computer, then the mobile</source>
        <translation>Först datorn, sedan mobilen</translation>
    </message>
    <message>
        <source>What rings</source>
        <translation>Vad som ringer</translation>
    </message>
    <message>
        <source>The mobile after this many seconds</source>
        <translation>Mobilen efter så här många sekunder</translation>
    </message>
    <message>
        <source>Forward to</source>
        <translation>Vidarekoppla till</translation>
    </message>
    <message>
        <source>After the referral</source>
        <translation>Efter hänvisning</translation>
    </message>
    <message>
        <source>Say only that I cannot be reached</source>
        <translation>Säg bara att jag inte kan nås</translation>
    </message>
    <message>
        <source>The message is not spoken yet: the call goes straight on to what follows.</source>
        <translation>Meddelandet läses inte upp än: samtalet går direkt vidare till det som följer.</translation>
    </message>
</context>
<context>
    <name>ScheduleEntryPage</name>
    <message>
        <source>Nothing is scheduled</source>
        <translation>Inget är schemalagt</translation>
    </message>
    <message>
        <source>Comes back every week. An end before the beginning is on the next day.</source>
        <translation>Återkommer varje vecka. Ett slut före början är dagen efter.</translation>
    </message>
    <message>
        <source>Once, from the first day through the last. Goes before weekly hours.</source>
        <translation>En gång, från första till och med sista dagen. Går före veckans tider.</translation>
    </message>
    <message>
        <source>On these days only this holds: no weekly hours and no dates.</source>
        <translation>De här dagarna gäller bara detta: inga veckotider och inga datum.</translation>
    </message>
    <message>
        <source>This is before the first day.</source>
        <translation>Det är före den första dagen.</translation>
    </message>
    <message>
        <source>This is no time of the day.</source>
        <translation>Det är inget klockslag.</translation>
    </message>
    <message>
        <source>This is no date.</source>
        <translation>Det är inget datum.</translation>
    </message>
    <message>
        <source>New in the schedule</source>
        <translation>Nytt i schemat</translation>
    </message>
    <message>
        <source>In the schedule</source>
        <translation>I schemat</translation>
    </message>
    <message>
        <source>When</source>
        <translation>När</translation>
    </message>
    <message>
        <source>Every week</source>
        <translation>Varje vecka</translation>
    </message>
    <message>
        <source>Dates</source>
        <translation>Datum</translation>
    </message>
    <message>
        <source>Exception</source>
        <translation>Undantag</translation>
    </message>
    <message>
        <source>Days</source>
        <translation>Dagar</translation>
    </message>
    <message>
        <source>First day</source>
        <translation>Första dagen</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>Sista dagen</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Från</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>Till</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Spara</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Ta bort</translation>
    </message>
</context>
<context>
    <name>Secrets</name>
    <message>
        <source>This computer has no keyring to keep the password in: it is asked for at each start.</source>
        <translation>Datorn har ingen nyckelring att spara lösenordet i: det efterfrågas vid varje start.</translation>
    </message>
</context>
<context>
    <name>Security</name>
    <message>
        <source>The sound is not encrypted</source>
        <translation>Ljudet är inte krypterat</translation>
    </message>
    <message>
        <source>The sound is encrypted</source>
        <translation>Ljudet är krypterat</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>Inställningar</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>Schema</translation>
    </message>
    <message>
        <source>Calendar</source>
        <translation>Kalender</translation>
    </message>
    <message>
        <source>Sound</source>
        <translation>Ljud</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Språk</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>Kortkommandon</translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation>Integritet</translation>
    </message>
    <message>
        <source>About</source>
        <translation>Om</translation>
    </message>
    <message>
        <source>Profiles</source>
        <translation>Profiler</translation>
    </message>
</context>
<context>
    <name>ShortcutsPage</name>
    <message>
        <source>Answer and hang up while another program is in front</source>
        <translation>Svara och lägg på även när ett annat program är främst</translation>
    </message>
    <message>
        <source>no key chosen</source>
        <translation>ingen tangent vald</translation>
    </message>
    <message>
        <source>The system asks you which keys they are to be.</source>
        <translation>Systemet frågar dig vilka tangenter det ska vara.</translation>
    </message>
    <message>
        <source>The system is asked for the keys…</source>
        <translation>Systemet tillfrågas om tangenterna…</translation>
    </message>
    <message>
        <source>These are the keys. They are changed in the system&apos;s settings.</source>
        <translation>Det här är tangenterna. De ändras i systemets inställningar.</translation>
    </message>
    <message>
        <source>The system gave no keys. Turn this on to ask again.</source>
        <translation>Systemet gav inga tangenter. Slå på detta för att fråga igen.</translation>
    </message>
    <message>
        <source>Softphone cannot have such keys on this system.</source>
        <translation>Softphone kan inte få sådana tangenter på det här systemet.</translation>
    </message>
</context>
<context>
    <name>SignInView</name>
    <message>
        <source>This is needed.</source>
        <translation>Det här behövs.</translation>
    </message>
    <message>
        <source>Signing in…</source>
        <translation>Loggar in…</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Logga in</translation>
    </message>
    <message>
        <source>Sign in with</source>
        <translation>Logga in med</translation>
    </message>
    <message>
        <source>Company</source>
        <translation>Företag</translation>
    </message>
    <message>
        <source>SIP account</source>
        <translation>SIP-konto</translation>
    </message>
    <message>
        <source>Company server</source>
        <translation>Företagets server</translation>
    </message>
    <message>
        <source>User name</source>
        <translation>Användarnamn</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Lösenord</translation>
    </message>
    <message>
        <source>SIP server or domain</source>
        <translation>SIP-server eller domän</translation>
    </message>
    <message>
        <source>User name or number</source>
        <translation>Användarnamn eller nummer</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Anslutning</translation>
    </message>
    <message>
        <source>TLS, encrypted</source>
        <translation>TLS, krypterad</translation>
    </message>
</context>
<context>
    <name>SignedOut</name>
    <message>
        <source>You were signed out by the server. Sign in again.</source>
        <translation>Servern loggade ut dig. Logga in igen.</translation>
    </message>
    <message>
        <source>You are signed out.</source>
        <translation>Du är utloggad.</translation>
    </message>
</context>
<context>
    <name>Sound</name>
    <message>
        <source>Microphone</source>
        <translation>Mikrofon</translation>
    </message>
    <message>
        <source>Speaker or headset</source>
        <translation>Högtalare eller headset</translation>
    </message>
    <message>
        <source>Ringing device</source>
        <translation>Ringsignal spelas på</translation>
    </message>
    <message>
        <source>There is no microphone: nobody can hear you.</source>
        <translation>Det finns ingen mikrofon: ingen kan höra dig.</translation>
    </message>
    <message>
        <source>There is no speaker: you cannot hear anybody.</source>
        <translation>Det finns ingen högtalare: du kan inte höra någon.</translation>
    </message>
    <message>
        <source>There is no device to ring on.</source>
        <translation>Det finns ingen enhet som ringsignalen kan spelas på.</translation>
    </message>
    <message>
        <source>Using {used}.</source>
        <translation>Använder {used}.</translation>
    </message>
    <message>
        <source>{wanted} is gone. Using {used} until it returns.</source>
        <translation>{wanted} är borta. Använder {used} tills den är tillbaka.</translation>
    </message>
</context>
<context>
    <name>SoundPage</name>
    <message>
        <source>Echo cancelling</source>
        <translation>Ekodämpning</translation>
    </message>
    <message>
        <source>Noise suppression</source>
        <translation>Brusreducering</translation>
    </message>
    <message>
        <source>Encrypted calls only</source>
        <translation>Endast krypterade samtal</translation>
    </message>
    <message>
        <source>Calls with phones that cannot encrypt the sound are refused.</source>
        <translation>Samtal med telefoner som inte kan kryptera ljudet nekas.</translation>
    </message>
    <message>
        <source>Test call</source>
        <translation>Testsamtal</translation>
    </message>
    <message>
        <source>System default</source>
        <translation>Systemets förval</translation>
    </message>
    <message>
        <source>{device} (not connected)</source>
        <translation>{device} (inte ansluten)</translation>
    </message>
    <message>
        <source>The buttons of {headset} answer, hang up and mute.</source>
        <translation>Med knapparna på {headset} svarar du, lägger på och stänger av mikrofonen.</translation>
    </message>
    <message>
        <source>The system does not let Softphone use the buttons of {headset}.</source>
        <translation>Systemet låter inte Softphone använda knapparna på {headset}.</translation>
    </message>
    <message>
        <source>Speak, and hear yourself two seconds later.</source>
        <translation>Tala, och hör dig själv två sekunder senare.</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Starta</translation>
    </message>
    <message>
        <source>Start a test call</source>
        <translation>Starta ett testsamtal</translation>
    </message>
    <message>
        <source>Speak now.</source>
        <translation>Tala nu.</translation>
    </message>
    <message>
        <source>End</source>
        <translation>Avsluta</translation>
    </message>
    <message>
        <source>End the test call</source>
        <translation>Avsluta testsamtalet</translation>
    </message>
</context>
<context>
    <name>Switcher</name>
    <message>
        <source>then {profile} from {time}</source>
        <translation>sedan {profile} från {time}</translation>
    </message>
    <message>
        <source>Profile switcher</source>
        <translation>Profilbytare</translation>
    </message>
    <message>
        <source>Temporary message</source>
        <translation>Tillfälligt meddelande</translation>
    </message>
    <message>
        <source>Goes when the profile goes</source>
        <translation>Försvinner när profilen gör det</translation>
    </message>
    <message>
        <source>Follow schedule and calendar</source>
        <translation>Följ schema och kalender</translation>
    </message>
</context>
<context>
    <name>TargetChoice</name>
    <message>
        <source>Type a number.</source>
        <translation>Skriv ett nummer.</translation>
    </message>
    <message>
        <source>This is no telephone number.</source>
        <translation>Det är inget telefonnummer.</translation>
    </message>
    <message>
        <source>Forward to a number</source>
        <translation>Vidarekoppla till nummer</translation>
    </message>
    <message>
        <source>A number</source>
        <translation>Ett nummer</translation>
    </message>
    <message>
        <source>Hang up</source>
        <translation>Lägg på</translation>
    </message>
    <message>
        <source>A colleague</source>
        <translation>En kollega</translation>
    </message>
    <message>
        <source>A group</source>
        <translation>En svarsgrupp</translation>
    </message>
    <message>
        <source>Voicemail</source>
        <translation>Röstbrevlåda</translation>
    </message>
    <message>
        <source>Reception</source>
        <translation>Receptionen</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Nummer</translation>
    </message>
    <message>
        <source>Colleague</source>
        <translation>Kollega</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>Svarsgrupp</translation>
    </message>
    <message>
        <source>Choose a colleague…</source>
        <translation>Välj en kollega…</translation>
    </message>
    <message>
        <source>Choose a group…</source>
        <translation>Välj en svarsgrupp …</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>Settings</source>
        <translation>Inställningar</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>Logga ut</translation>
    </message>
</context>
<context>
    <name>Transfer</name>
    <message>
        <source>Complete anyway</source>
        <translation>Slutför ändå</translation>
    </message>
    <message>
        <source>Complete transfer</source>
        <translation>Slutför överflyttning</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Avbryt</translation>
    </message>
    <message>
        <source>Take back the call</source>
        <translation>Ta tillbaka samtalet</translation>
    </message>
    <message>
        <source>Swap</source>
        <translation>Växla</translation>
    </message>
    <message>
        <source>Conference</source>
        <translation>Konferens</translation>
    </message>
    <message>
        <source>End the conference</source>
        <translation>Avsluta konferensen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Försök igen</translation>
    </message>
    <message>
        <source>Announce instead</source>
        <translation>Avisera i stället</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Stäng</translation>
    </message>
    <message>
        <source>Transferring {caller} to {colleague}…</source>
        <translation>Överflyttar {caller} till {colleague}…</translation>
    </message>
    <message>
        <source>Calling {colleague} · {caller} is waiting</source>
        <translation>Ringer upp {colleague} · {caller} väntar</translation>
    </message>
    <message>
        <source>Ringing {colleague} · {caller} is waiting</source>
        <translation>Ringer {colleague} · {caller} väntar</translation>
    </message>
    <message>
        <source>{colleague} has not answered yet.</source>
        <translation>{colleague} har inte svarat än.</translation>
    </message>
    <message>
        <source>Conference with {caller} and {colleague}</source>
        <translation>Konferens med {caller} och {colleague}</translation>
    </message>
    <message>
        <source>{caller} and {colleague} talk through this phone.</source>
        <translation>{caller} och {colleague} talar genom den här telefonen.</translation>
    </message>
    <message>
        <source>It is not known whether the transfer succeeded.</source>
        <translation>Det är oklart om överflyttningen lyckades.</translation>
    </message>
    <message>
        <source>You are talking with {caller} again.</source>
        <translation>Du talar med {caller} igen.</translation>
    </message>
    <message>
        <source>{colleague} has answered after all. {caller} has two calls now.</source>
        <translation>{colleague} svarade till slut. {caller} har nu två samtal.</translation>
    </message>
    <message>
        <source>{caller} hung up. You are still talking with {colleague}.</source>
        <translation>{caller} lade på. Du talar fortfarande med {colleague}.</translation>
    </message>
    <message>
        <source>{caller} hung up before the transfer was done.</source>
        <translation>{caller} lade på innan överflyttningen var klar.</translation>
    </message>
    <message>
        <source>Transferred to {colleague}.</source>
        <translation>Överflyttat till {colleague}.</translation>
    </message>
    <message>
        <source>{caller} hung up. {colleague} is waiting.</source>
        <translation>{caller} lade på. {colleague} väntar.</translation>
    </message>
    <message>
        <source>{caller} is waiting.</source>
        <translation>{caller} väntar.</translation>
    </message>
    <message>
        <source>The telephone of {colleague} may still ring.</source>
        <translation>Det kan fortfarande ringa hos {colleague}.</translation>
    </message>
    <message>
        <source>You are talking with {caller} · {colleague} is waiting</source>
        <translation>Du talar med {caller} · {colleague} väntar</translation>
    </message>
    <message>
        <source>You are talking with {colleague} · {caller} is waiting</source>
        <translation>Du talar med {colleague} · {caller} väntar</translation>
    </message>
    <message>
        <source>{caller} and {colleague} are waiting</source>
        <translation>{caller} och {colleague} väntar</translation>
    </message>
    <message>
        <source>The call with {colleague} has ended.</source>
        <translation>Samtalet med {colleague} är avslutat.</translation>
    </message>
    <message>
        <source>The call with {colleague} was cut off.</source>
        <translation>Samtalet med {colleague} bröts.</translation>
    </message>
    <message>
        <source>The transfer failed: {why}.</source>
        <translation>Överflyttningen misslyckades: {why}.</translation>
    </message>
    <message>
        <source>Try again: this phone connects the two itself.</source>
        <translation>Försök igen, så kopplar den här telefonen ihop de två.</translation>
    </message>
    <message>
        <source>the telephone of {caller} does not do it</source>
        <translation>telefonen hos {caller} gör det inte</translation>
    </message>
    <message>
        <source>busy</source>
        <translation>upptaget</translation>
    </message>
    <message>
        <source>declined</source>
        <translation>avvisat</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>inget svar</translation>
    </message>
    <message>
        <source>no such number</source>
        <translation>numret finns inte</translation>
    </message>
    <message>
        <source>cannot be reached</source>
        <translation>kan inte nås</translation>
    </message>
    <message>
        <source>not allowed</source>
        <translation>inte tillåtet</translation>
    </message>
    <message>
        <source>the connection was lost</source>
        <translation>förbindelsen bröts</translation>
    </message>
    <message>
        <source>{colleague} hung up</source>
        <translation>{colleague} lade på</translation>
    </message>
    <message>
        <source>the telephones have no sound format in common</source>
        <translation>telefonerna har inget gemensamt ljudformat</translation>
    </message>
    <message>
        <source>the call could not be connected</source>
        <translation>samtalet kunde inte kopplas</translation>
    </message>
    <message>
        <source>Complete anyway?</source>
        <translation>Slutföra ändå?</translation>
    </message>
    <message>
        <source>Answered by voicemail</source>
        <translation>Röstbrevlådan svarade</translation>
    </message>
    <message>
        <source>Forwarded to {name}</source>
        <translation>Vidarekopplat till {name}</translation>
    </message>
    <message>
        <source>Forwarded</source>
        <translation>Vidarekopplat</translation>
    </message>
    <message>
        <source>The telephones cannot do it among themselves: this one connects them and stays on.</source>
        <translation>Telefonerna kan inte göra det sinsemellan: den här kopplar ihop dem och är kvar.</translation>
    </message>
    <message>
        <source>{name} has a meeting {span}.</source>
        <translation>{name} har ett möte {span}.</translation>
    </message>
    <message>
        <source>{name} is in a call.</source>
        <translation>{name} är upptagen i ett samtal.</translation>
    </message>
    <message>
        <source>{name} has another call ringing.</source>
        <translation>Det ringer redan hos {name}.</translation>
    </message>
    <message>
        <source>{name} has no signed-in phone.</source>
        <translation>{name} har ingen inloggad telefon.</translation>
    </message>
    <message>
        <source>{name} is not available.</source>
        <translation>{name} är inte tillgänglig.</translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>Missed calls: {count}</source>
        <translation>Missade samtal: {count}</translation>
    </message>
    <message>
        <source>Show Softphone</source>
        <translation>Visa Softphone</translation>
    </message>
    <message>
        <source>Answer {name}</source>
        <translation>Svara {name}</translation>
    </message>
    <message>
        <source>Decline {name}</source>
        <translation>Avvisa {name}</translation>
    </message>
    <message>
        <source>Hang up {name}</source>
        <translation>Lägg på samtalet med {name}</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Avsluta</translation>
    </message>
</context>
<context>
    <name>Week</name>
    <message>
        <source>nothing scheduled</source>
        <translation>inget schemalagt</translation>
    </message>
</context>
<context>
    <name>WeekView</name>
    <message>
        <source>Nothing is scheduled this week.</source>
        <translation>Inget är schemalagt den här veckan.</translation>
    </message>
</context>
<context>
    <name>_AboutPage</name>
    <message>
        <source>none</source>
        <translation>ingen</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>Encryption</source>
        <translation>Kryptering</translation>
    </message>
    <message>
        <source>Sound formats</source>
        <translation>Ljudformat</translation>
    </message>
    <message>
        <source>Calls at once</source>
        <translation>Samtal samtidigt</translation>
    </message>
    <message>
        <source>Free software under the GNU General Public License, version 3 or later.</source>
        <translation>Fri programvara under GNU General Public License, version 3 eller senare.</translation>
    </message>
</context>
<context>
    <name>_DeviceRow</name>
    <message>
        <source>Level: {what}</source>
        <translation>Nivå: {what}</translation>
    </message>
</context>
<context>
    <name>_LanguagePage</name>
    <message>
        <source>Language</source>
        <translation>Språk</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Som systemet</translation>
    </message>
</context>
<context>
    <name>_List</name>
    <message>
        <source>No contact matches “{text}”.</source>
        <translation>Ingen kontakt matchar ”{text}”.</translation>
    </message>
    <message>
        <source>No contacts yet. Add one, or import those of another program (vCard).</source>
        <translation>Inga kontakter än. Lägg till en, eller importera ett annat programs (vCard).</translation>
    </message>
    <message>
        <source>Own contacts</source>
        <translation>Egna kontakter</translation>
    </message>
</context>
<context>
    <name>_Row</name>
    <message>
        <source>Parked by {name} at place {place}</source>
        <translation>Parkerat av {name} på plats {place}</translation>
    </message>
    <message>
        <source>Parked at place {place}</source>
        <translation>Parkerat på plats {place}</translation>
    </message>
    <message>
        <source>Fetch</source>
        <translation>Hämta</translation>
    </message>
</context>
<context>
    <name>_Shown</name>
    <message>
        <source>The landline number</source>
        <translation>Fastnumret</translation>
    </message>
    <message>
        <source>The mobile number</source>
        <translation>Mobilnumret</translation>
    </message>
    <message>
        <source>Number withheld</source>
        <translation>Dolt nummer</translation>
    </message>
</context>
<context>
    <name>_TrustQuestion</name>
    <message>
        <source>Cancel</source>
        <translation>Avbryt</translation>
    </message>
    <message>
        <source>Trust this server</source>
        <translation>Lita på servern</translation>
    </message>
</context>
<context>
    <name>_WeekPage</name>
    <message>
        <source>Week {n}</source>
        <translation>Vecka {n}</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>Schema</translation>
    </message>
    <message>
        <source>The profile that is active by itself. By hand and the calendar go before the schedule.</source>
        <translation>Profilen som blir aktiv av sig själv. Val för hand och kalendern går före schemat.</translation>
    </message>
    <message>
        <source>Earlier</source>
        <translation>Tidigare</translation>
    </message>
    <message>
        <source>The week before</source>
        <translation>Veckan före</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Senare</translation>
    </message>
    <message>
        <source>The week after</source>
        <translation>Veckan efter</translation>
    </message>
    <message>
        <source>Add to the schedule</source>
        <translation>Lägg till i schemat</translation>
    </message>
    <message>
        <source>No weekly hours on public holidays</source>
        <translation>Inga veckotider på helgdagar</translation>
    </message>
    <message>
        <source>Profile on public holidays</source>
        <translation>Profil på helgdagar</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Ingen</translation>
    </message>
    <message>
        <source>Public holidays of</source>
        <translation>Helgdagar i</translation>
    </message>
    <message>
        <source>Sweden</source>
        <translation>Sverige</translation>
    </message>
    <message>
        <source>Norway</source>
        <translation>Norge</translation>
    </message>
    <message>
        <source>Denmark</source>
        <translation>Danmark</translation>
    </message>
    <message>
        <source>Finland</source>
        <translation>Finland</translation>
    </message>
    <message>
        <source>Germany</source>
        <translation>Tyskland</translation>
    </message>
    <message>
        <source>the United Kingdom</source>
        <translation>Storbritannien</translation>
    </message>
    <message>
        <source>the United States</source>
        <translation>USA</translation>
    </message>
    <message>
        <source>Working days, for “next working day”</source>
        <translation>Arbetsdagar, för ”nästa arbetsdag”</translation>
    </message>
</context>
</TS>
