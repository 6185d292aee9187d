"""Signatures made and checked without a server."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cockpit.core.secret import Secret
from cockpit.drill.vendors.loopback import NOW
from cockpit.providers.stripe.signature import Verdict, signed, verdict

OURS, OTHER = Secret("signing", "whsec_ours"), Secret("signing", "whsec_other")


def test_a_signature_is_the_one_stripe_documents() -> None:
    # HMAC-SHA256 of "1492774577.{}" with the key "whsec_test", worked out with openssl dgst -sha256 -hmac.
    at = datetime.fromtimestamp(1492774577, UTC)
    header = signed(b"{}", Secret("x", "whsec_test"), at)
    assert header == "t=1492774577,v1=0d0602f6611bd2252dd4b74b58a4528355a7380639a15e6cc21e3059d56d5b8b"


@given(st.binary(max_size=300))
def test_what_is_signed_is_good_and_any_other_byte_is_not(body: bytes) -> None:
    header = signed(body, OURS, NOW)
    assert verdict(header, body, OURS, NOW) is Verdict.GOOD
    assert verdict(header, body + b" ", OURS, NOW) is Verdict.OTHER
    assert verdict(header, body, OTHER, NOW) is Verdict.OTHER


@given(st.text("tv1=,0aé ", max_size=40))
def test_no_header_makes_it_fail(header: str) -> None:
    assert verdict(header, b"{}", OURS, NOW) in {Verdict.MALFORMED, Verdict.OTHER}


def test_a_good_signature_that_is_too_old_or_from_the_future_is_told_from_a_wrong_one() -> None:
    header = signed(b"{}", OURS, NOW)
    assert verdict(header, b"{}", OURS, NOW + timedelta(seconds=300)) is Verdict.GOOD
    assert verdict(header, b"{}", OURS, NOW + timedelta(seconds=301)) is Verdict.OLD
    assert verdict(header, b"{}", OURS, NOW - timedelta(seconds=301)) is Verdict.OLD


def test_one_of_two_signatures_is_enough_while_a_secret_is_rolled() -> None:
    other, ours = signed(b"{}", OTHER, NOW), signed(b"{}", OURS, NOW)
    both = f"{other},{ours.split(',')[1]}"
    assert verdict(both, b"{}", OURS, NOW) is Verdict.GOOD


def test_two_times_in_one_header_are_refused() -> None:
    header = signed(b"{}", OURS, NOW)
    assert verdict(f"t=1,{header}", b"{}", OURS, NOW) is Verdict.MALFORMED
