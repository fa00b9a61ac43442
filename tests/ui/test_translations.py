"""Swedish is whole: every text of the sources is translated, with the words that the product fixes."""

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SWEDISH = ROOT / "resources" / "translations" / "softphone_sv.ts"

FIXED = {
    "Colleagues": "Kollegor",
    "Call": "Ring",
    "Answer": "Svara",
    "Decline": "Avvisa",
    "Hang up": "Lägg på",
    "Hold": "Vänteläge",
    "Resume": "Återuppta",
    "Mute": "Mikrofon av",
    "Unmute": "Mikrofon på",
    "Keypad": "Knappsats",
    "Settings": "Inställningar",
    "Sign in": "Logga in",
    "Sign out": "Logga ut",
    "Free": "Ej i samtal",
    "Ringing": "Inkommande/utgående samtal",
    "In a call": "Upptagen",
    "Offline": "Ej synlig",
    "Call status not shown": "Samtalsstatus visas inte",
    "In force": "Gäller nu",
    "Saved here, not yet in force": "Sparad här, gäller inte än",
    "Refused: {reason}": "Nekad: {reason}",
    "Rest of the day": "Resten av dagen",
    "Follow schedule and calendar": "Följ schema och kalender",
    "Profile switcher": "Profilbytare",
    "Temporary message": "Tillfälligt meddelande",
    "Profiles": "Profiler",
    "Show profile numbers": "Visa profilnummer",
    "Incoming calls": "Inkommande samtal",
    "Calls to the landline number": "Samtal till fastnummer",
    "Calls to the mobile number": "Samtal till mobilnummer",
    "Ring": "Ring",
    "Forward": "Vidarekoppla",
    "Refer": "Hänvisa",
    "After the referral": "Efter hänvisning",
    "Forward to a number": "Vidarekoppla till nummer",
    "Advanced settings": "Avancerade inställningar",
    "When busy": "Vid upptaget",
    "When there is no answer": "Vid ej svar",
    "When there is no connection": "Vid ingen koppling",
    "Call waiting": "Samtal väntar",
    "Default length": "Standardlängd",
    "Number withheld": "Dolt nummer",
    "Available": "Tillgänglig",
    "Not available": "Ej tillgänglig",
}
"""Words that the product's own list fixes."""


def messages(ts: Path) -> Iterator[tuple[str, str, ET.Element]]:
    for context in ET.parse(ts).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            yield context.findtext("name", ""), message.findtext("source", ""), translation


def said(translation: ET.Element) -> list[str]:
    return [form.text or "" for form in translation.findall("numerusform")] or [translation.text or ""]


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The translation brought up to the sources as they are now."""
    copy = tmp_path_factory.mktemp("translations") / SWEDISH.name
    copy.write_bytes(SWEDISH.read_bytes())
    script = ROOT / "packaging" / "translations.py"
    subprocess.run([sys.executable, str(script), str(copy)], check=True)
    return copy


def test_nothing_is_untranslated_or_left_over(fresh: Path) -> None:
    unfinished = [
        (context, source)
        for context, source, translation in messages(fresh)
        if translation.get("type") == "unfinished" or not all(said(translation))
    ]
    assert not unfinished, "run packaging/translations.py and translate these"
    kept = {(context, source) for context, source, _ in messages(SWEDISH)}
    assert kept == {(context, source) for context, source, _ in messages(fresh)}


def test_placeholders_survive() -> None:
    wrong = [
        source
        for _, source, translation in messages(SWEDISH)
        for form in said(translation)
        if form and set(re.findall(r"\{\w+\}", source)) != set(re.findall(r"\{\w+\}", form))
    ]
    assert not wrong


def test_the_words_of_the_product_are_used() -> None:
    wrong = [
        (source, said(translation))
        for _, source, translation in messages(SWEDISH)
        if source in FIXED and said(translation) != [FIXED[source]]
    ]
    assert not wrong
    assert set(FIXED) <= {source for _, source, _ in messages(SWEDISH)}


def test_the_compiled_file_is_made_without_a_warning(tmp_path: Path) -> None:
    qm = tmp_path / "softphone_sv.qm"
    command = [str(Path(sys.executable).parent / "pyside6-lrelease"), str(SWEDISH), "-qm", str(qm)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "0 unfinished" in done.stdout
    assert qm.stat().st_size > 1000
