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
</context>
<context>
    <name>CallCard</name>
    <message>
        <source>Dismiss</source>
        <translation>Stäng</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>Samtalstid</translation>
    </message>
</context>
<context>
    <name>CallField</name>
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
        <source>Connecting…</source>
        <translation>Ansluter…</translation>
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
    <name>ColleagueRow</name>
    <message>
        <source>Call {name}</source>
        <translation>Ring {name}</translation>
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
        <source>{server} has a fault of its own. Try again in a while.</source>
        <translation>Något är fel på {server}. Försök igen om en stund.</translation>
    </message>
    <message>
        <source>The connection to the server was lost.</source>
        <translation>Anslutningen till servern bröts.</translation>
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
    <name>Ending</name>
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
        <source>The two phones have no sound format in common.</source>
        <translation>De två telefonerna har inget ljudformat gemensamt.</translation>
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
    <name>IncomingWindow</name>
    <message>
        <source>Incoming call to {called}</source>
        <translation>Inkommande samtal till {called}</translation>
    </message>
    <message>
        <source>Incoming call</source>
        <translation>Inkommande samtal</translation>
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
    <name>NoticeBar</name>
    <message>
        <source>Close</source>
        <translation>Stäng</translation>
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
        <source>Sound</source>
        <translation>Ljud</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Språk</translation>
    </message>
    <message>
        <source>About</source>
        <translation>Om</translation>
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
        <translation>Det finns ingen enhet att ringa på.</translation>
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
</TS>
