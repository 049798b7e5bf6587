import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.redaction import ORDINARY, name_words, redacted, words_in

OWN = frozenset({"lea", "brandt"})
KNOWN = frozenset(
    ("ana", "kovac", "will", "page", "may", "jenkins", "oneill", "maria", "how", "an", "petrova")
)


def outside(text, own=OWN, known=KNOWN, spared=frozenset()):
    return redacted(text, known=known, own=own, spared=spared, name="[N]", address="[A]")


@pytest.mark.parametrize(
    ("text", "leaves"),
    [
        ("Ana showed me a pivot", "[N] showed me a pivot"),
        ("Ask Ana Kovač or ana kovac, please", "Ask [N] or [N], please"),
        ("lea here, Lea Brandt's sheet", "[N] here, [N]'s sheet"),
        ("KOVAC wants it", "[N] wants it"),
        ("ana showed me", "ana showed me"),  # alone and in lower case: a word like others
        ("How do I turn a page? May I? An hour?", "How do I turn a page? May I? An hour?"),
        ("HOW DO I AN", "HOW DO I AN"),
        ("I asked Will. Will you?", "I asked [N]. Will you?"),
        ("On monday May said so", "On monday [N] said so"),
        ("write to ana.kovac@acme.com or x+y@b.co.uk", "write to [A] or [A]"),
        ("ana.kovac sent ana_kovac", "[N] sent [N]"),
        ("Kovac, Ana and Page", "[N] and [N]"),
        ("Ask Ana Unheard for the VBA", "Ask [N] for the VBA"),
        ("Ask Ana VBA things", "Ask [N] VBA things"),
        ("Ask Ana. Excel", "Ask [N]. Excel"),
        ("No name at all", "No name at all"),
        ("", ""),
    ],
)
def test_names_and_addresses_do_not_leave(text, leaves):
    assert outside(text) == leaves


def test_the_word_of_a_skill_stays_unless_it_is_part_of_a_whole_name():
    spared = frozenset({"jenkins"})
    assert outside("Jenkins fails", spared=spared) == "Jenkins fails"
    assert outside("Jenkins fails") == "[N] fails"
    assert outside("Maria Jenkins fails", spared=spared) == "[N] fails"


def test_a_participant_is_a_name_even_where_a_skill_is_called_so():
    assert outside("Ana Excel", spared=frozenset({"excel"})) == "[N] Excel"
    assert outside("ask brandt", spared=frozenset({"brandt"})) == "ask [N]"


@given(st.text(max_size=80), st.lists(st.sampled_from(sorted(KNOWN | OWN)), max_size=4))
def test_no_capitalised_name_of_the_directory_is_left_whatever_stands_around_it(noise, names):
    # a digit or a letter that sticks to a word makes it another word
    sentence = " and ".join([f'"{noise}"', *(f"so {each.title()}" for each in names)])
    left = words_in(outside(sentence)) - words_in(noise)
    assert not (left & set(names)) - words_in("and so n")


@given(st.text(max_size=200))
def test_what_holds_no_name_is_left_as_it_is(text):
    known = frozenset({"zzyzx"})
    if "@" not in text and "zzyzx" not in words_in(text):
        assert outside(text, own=frozenset(), known=known) == text


def test_everyday_words_are_written_as_they_are_compared():
    assert {word for word in ORDINARY if name_words(word) not in ({word}, set())} == set()
