"""What is masked tells two apart and gives nobody away."""

import pytest

from models.customers.masks import masked_email, masked_phone, masked_place


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13800000001", "138 •••• 0001"),
        ("+852 91234567", "+85 •••• 4567"),
        ("91234567", "•••• 4567"),
        ("1234567", "••••"),
        ("", ""),
    ],
)
def test_a_phone_shows_its_ends_where_its_middle_hides_it(phone: str, shown: str) -> None:
    assert masked_phone(phone) == shown


@pytest.mark.parametrize(
    ("email", "shown"),
    [
        ("wang@example.com", "w••••@example.com"),
        ("a@x.cn", "••••@x.cn"),
        ("13800000001", "••••"),
        ("", ""),
    ],
)
def test_an_e_mail_shows_its_domain(email: str, shown: str) -> None:
    assert masked_email(email) == shown


def test_a_place_is_shown_down_to_the_district() -> None:
    place = {"recipient": "Wang", "phone": "", "city": "Shanghai", "line": "1 Road", "postcode": ""}

    assert masked_place(place) == {**place, "line": "••••"}
