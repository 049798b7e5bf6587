import pytest

from matching.evaluate.history import read_history
from matching.evaluate.reading import NotReadableError
from matching.evaluate.stackexchange import convert

DUMP = """<?xml version="1.0" encoding="utf-8"?>
<posts>
 <row Id="5" PostTypeId="2" ParentId="1" CreationDate="2020-01-01T11:00:00.000" Score="2"
  Body="&lt;p&gt;Use &amp;lt;b&amp;gt;&lt;/p&gt;" OwnerUserId="8" />
 <row Id="1" PostTypeId="1" AcceptedAnswerId="5" CreationDate="2020-01-01T10:00:00.000" Score="3"
  Body="&lt;p&gt;How?&lt;/p&gt;" OwnerUserId="7" Title="Pivot"
  Tags="&lt;excel&gt;&lt;pivot-table&gt;" />
 <row Id="2" PostTypeId="1" CreationDate="2020-01-02T10:00:00.000" Title="Nobody asks"
  Tags="|a|b|" />
 <row Id="6" PostTypeId="2" ParentId="1" CreationDate="2020-01-03T11:00:00.000" />
 <row Id="7" PostTypeId="2" ParentId="99" CreationDate="2020-01-03T11:00:00.000" OwnerUserId="8" />
 <row Id="8" PostTypeId="5" CreationDate="2020-01-03T11:00:00.000" />
</posts>"""


def test_a_dump_becomes_a_data_set(tmp_path):
    posts = tmp_path / "Posts.xml"
    posts.write_text(DUMP)
    assert convert(posts, tmp_path / "made", "forum") == (2, 1)
    read = read_history(tmp_path / "made", "forum")
    first, second = read.questions
    assert (first.title, first.body, first.skills) == ("Pivot", "How?", ("excel", "pivot-table"))
    assert (first.asker, first.hour) == ("u7", pytest.approx(10.0))
    assert (second.asker, second.skills) == (None, ("a", "b"))
    assert [(each.person, each.accepted) for each in read.answers] == [("u8", True)]


BOMB = """<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<posts><row Id="1" PostTypeId="1" CreationDate="2020-01-01T10:00:00" Title="&b;" /></posts>"""
OUTSIDE = '<!DOCTYPE posts SYSTEM "file:///etc/passwd"><posts/>'
NUMBERLESS = '<posts><row Id="x" PostTypeId="1" CreationDate="2020-01-01" /></posts>'
TIMELESS = '<posts><row Id="1" PostTypeId="1" CreationDate="yesterday" /></posts>'
ROWLESS = '<posts><row PostTypeId="1" /></posts>'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (BOMB, "refused"),
        (OUTSIDE, "refused"),
        ("<posts><row", "cannot be read"),
        (ROWLESS, "a row has no Id"),
        (
            '<posts><row Id="x" PostTypeId="1" CreationDate="2020-01-01" /></posts>',
            "cannot be read",
        ),
        (
            '<posts><row Id="1" PostTypeId="1" CreationDate="yesterday" /></posts>',
            "cannot be read",
        ),
        ("<comments/>", "holds no question"),
    ],
)
def test_a_file_that_is_dangerous_or_broken_is_refused(tmp_path, text, says):
    posts = tmp_path / "Posts.xml"
    posts.write_text(text)
    with pytest.raises(NotReadableError, match=says):
        convert(posts, tmp_path / "made", "forum")
    assert not (tmp_path / "made").exists()


def test_a_broken_file_leaves_the_data_set_of_before(tmp_path):
    posts = tmp_path / "Posts.xml"
    posts.write_text(DUMP)
    convert(posts, tmp_path, "forum")
    before = {each.name: each.read_bytes() for each in tmp_path.glob("*.gz")}
    posts.write_text(DUMP.replace("</posts>", "<row"))
    with pytest.raises(NotReadableError):
        convert(posts, tmp_path, "forum")
    assert {each.name: each.read_bytes() for each in tmp_path.glob("*.gz")} == before


@pytest.mark.parametrize("site", ["", "../evil", "a/b", "."])
def test_a_name_that_is_no_file_name_is_refused(tmp_path, site):
    with pytest.raises(NotReadableError, match="no name for a site"):
        convert(tmp_path / "Posts.xml", tmp_path, site)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(NotReadableError, match=r"Posts\.xml cannot be read"):
        convert(tmp_path / "Posts.xml", tmp_path, "forum")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('<?xml version="1.0" encoding="klingon"?><posts/>', "cannot be read"),
        ("PK not unpacked", "It should be Posts.xml, unpacked"),
        ("<!DOCTYPE a><posts/>", r"Posts\.xml declares a document type"),
        ('<posts><row PostTypeId="1" Id="1"/></posts>', "a row has no CreationDate"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_once(tmp_path, text, says):
    posts = tmp_path / "Posts.xml"
    posts.write_text(text)
    with pytest.raises(NotReadableError, match=says) as told:
        convert(posts, tmp_path / "made", "forum")
    assert str(told.value).count(str(posts)) == 1
    assert not (tmp_path / "made").exists()


def test_a_place_that_is_taken_by_a_folder_leaves_both_files_as_they_were(tmp_path):
    posts = tmp_path / "Posts.xml"
    posts.write_text(DUMP)
    (tmp_path / "forum.questions.jsonl.gz").mkdir()
    with pytest.raises(NotReadableError, match="cannot be written"):
        convert(posts, tmp_path, "forum")
    assert not (tmp_path / "forum.answers.jsonl.gz").exists()
