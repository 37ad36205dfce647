"""How people are reached is masked in texts; numbers of other things stay."""

import pytest

from layers.contacts import without_contacts


@pytest.mark.parametrize(
    "text",
    [
        "Телефон +380501234567",
        "тел. 050 123 45 67",
        "(050) 123-45-67",
        "0501234567",
        "РНОКПП 3123456789",
        "ФОП Особа Вигадана, паспорт АА123456",
        "паспорт серії АА № 123456",
        "паспорт № 001234567",
        "пишіть на ivan.petrenko@example.com.ua",
    ],
)
def test_what_reaches_somebody_is_masked(text: str) -> None:
    masked = without_contacts(text)
    assert "…" in masked
    assert not any(part in masked for part in ("123", "67", "@"))


@pytest.mark.parametrize(
    "text",
    [
        "UA-2026-01-01-000123-a",
        "250000,50 грн",
        "ДК 021:45233000-9",
        "ЄДРПОУ 04052784",
        "вул. Торська, 10/2",
        "паспорт вікна 1234",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert without_contacts(text) == text
