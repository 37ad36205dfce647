import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.stamps import morton
from layers.words import fold, prefix_query


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Слов’янськ", "словянськ"),
        ("Слов'янськ", "словянськ"),
        ("Cоюзна", "союзна"),
        ("вул.Базарна,5-А", "вул базарна 5 а"),
        ("ҐАНОК", "ґанок"),
    ],
)
def test_text_is_compared_folded(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.django_db
@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(blacklist_categories=["Cs", "Cc"], max_codepoint=0x24FF), max_size=40))
def test_sql_folds_as_python_does(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT layers_fold(%s), lower(%s)", [text, text])
        folded, lowered = cursor.fetchone()
    # Of a few foreign letters PostgreSQL and Python disagree what their small letter is: that is not ours to mend.
    if lowered == text.lower():
        assert folded == fold(text)


@pytest.mark.django_db
@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**30 - 1), st.integers(0, 2**30 - 1))
def test_sql_and_python_agree_on_morton_keys(x: int, y: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT layers_morton(%s, %s)", [x, y])
        assert cursor.fetchone()[0] == morton(x, y)


def test_a_query_cannot_leave_its_quotes() -> None:
    assert prefix_query("'; ДРОП ТАБ --", "A") == "'дроп':*A & 'таб':*A"
    assert prefix_query("!!! &|", "A") == ""
