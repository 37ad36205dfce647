"""What a screen reader is given in the main flows: the tree of the page, not its looks."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.samples import HERE

VIEW = f"/?at=17/{HERE[1]}/{HERE[0]}"


@pytest.mark.wcag("1.3.1", "4.1.2")
def test_the_first_view(visit: Any) -> None:
    page = visit(VIEW)
    expect(page.locator("body")).to_match_aria_snapshot(
        """
        - link "До карти"
        - main:
          - link /Слов’янськ/
          - navigation "Мова":
            - link "UK"
            - link "EN"
          - search:
            - combobox "Об’єкт, вулиця або адреса"
          - 'heading "Слов’янськ: карта міста" [level=1]'
          - tablist "Панель":
            - tab "Шари" [selected]
            - tab /Список \\d+/
            - tab "Підсумки"
          - tabpanel "Шари":
            - navigation "Що ви хочете дізнатися?"
            - group "Торгівля і реклама":
              - checkbox "Кіоски" [checked]
              - list:
                - listitem:
                  - button /Дозвіл чинний \\d+/
              - paragraph:
                - 'button "Фільтри: Кіоски"'
                - 'link "Список і завантаження: Кіоски"'
            - group "Доступність"
            - group "Громада і кошти"
          - region "Карта"
          - group "Інструменти карти":
            - button "Наблизити"
            - button "Віддалити"
            - button "Що поруч зі мною"
            - button "Більше"
        - status
        """
    )


@pytest.mark.wcag("1.3.1", "4.1.2")
def test_the_list_and_a_card(visit: Any) -> None:
    page = visit(VIEW)
    page.get_by_role("tab", name="Список").click()
    expect(page.locator("#list-panel")).to_match_aria_snapshot(
        """
        - tabpanel /Список/:
          - combobox "Послідовність":
            - option "найближчі спершу" [selected]
            - option "останні зміни спершу"
            - option "за назвою"
          - paragraph: /\\d+ об’єкт\\S* на екрані/
          - list:
            - listitem:
              - link /Кава на розі Дозвіл чинний/
        """
    )
    page.get_by_role("link", name="Кава на розі").click()
    expect(page.locator("#card h1")).to_be_focused()
    expect(page.locator("#card")).to_match_aria_snapshot(
        """
        - button /Назад до списку/
        - article:
          - paragraph:
            - link "Кіоски"
          - heading /Кава на розі/ [level=1]
          - paragraph:
            - strong: Дозвіл чинний
          - term: дозвіл до
          - definition
          - paragraph:
            - link "Сторінка об’єкта"
            - link "Що поруч"
          - paragraph: /Розташування/
          - paragraph: /Джерело/
          - paragraph:
            - link "Повідомити про помилку"
          - paragraph:
            - link "Історія змін"
        """
    )
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Кава на розі")).to_be_focused()


def test_filters_and_chips(visit: Any) -> None:
    page = visit(VIEW)
    page.get_by_role("button", name="Дозвіл сплив").click()
    expect(page.get_by_role("button", name="Дозвіл сплив").first).to_have_attribute("aria-pressed", "true")
    page.get_by_role("tab", name="Список").click()
    expect(page.locator("#panel")).to_match_aria_snapshot(
        """
        - tablist "Панель"
        - tabpanel /Список/:
          - list:
            - listitem:
              - link /Хліб Дозвіл сплив/
        - group "Звужено до":
          - list:
            - listitem:
              - button /Кіоски.* прибрати/
        """
    )


def test_measuring_and_the_window_of_keys(visit: Any) -> None:
    page = visit(VIEW)
    page.keyboard.press("d")
    expect(page.locator("#drawing")).to_match_aria_snapshot(
        """
        - group "Вимірювання":
          - status: Торкніться карти, щоб поставити першу точку
          - button "Що всередині" [disabled]
          - button "Крок назад" [disabled]
          - button "Готово"
        """
    )
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+Slash")
    expect(page.get_by_role("dialog")).to_match_aria_snapshot(
        """
        - dialog "Клавіатура й екранний диктор":
          - heading "Клавіатура й екранний диктор" [level=2]
          - term: /
          - definition: до пошуку
          - button "Закрити"
        """
    )


def test_a_page_of_an_object(visit: Any, city: dict[str, Any]) -> None:
    page = visit(f"/kiosks/{city['Кава на розі'].pk}/")
    expect(page.locator("body")).to_match_aria_snapshot(
        """
        - link "До вмісту"
        - banner
        - main:
          - article:
            - heading "Кава на розі" [level=1]
          - region "Що поруч":
            - heading "Що поруч" [level=2]
            - list:
              - listitem:
                - link
            - paragraph:
              - link "Усе про це місце"
          - region "Історія змін"
        - contentinfo
        """
    )
