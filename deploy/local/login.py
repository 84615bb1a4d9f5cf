"""`make login P=REV-SO-1`: what a person needs to sign in to the demonstration with a browser."""

import sys
import time
from pathlib import Path

import pyotp

from deploy.local.console import give_up, say
from deploy.local.installation import Installation, here
from deploy.local.main_job.codes import TOTP_SECONDS
from deploy.local.main_job.people import login_of, logins
from deploy.local.programs import NotReadyError, write_private
from kernel.certificates import parcel, read_certificate, read_key

SHORTEST_LIFE_SECONDS = 10


def main(post: str) -> None:
    """Print the login of a post with a one-time code of now, and where to sign in."""
    site = here()
    if not site.demo_logins.exists():
        give_up("Nothing was made here yet. Start with: make run")
    try:
        login = login_of(site, post)
    except NotReadyError:
        posts = ", ".join(each["post"] for each in logins(site)["staff"])
        give_up(f"Whose login? make login P=REV-SO-1 – there are: {posts}")
    left = TOTP_SECONDS - time.time() % TOTP_SECONDS
    if left < SHORTEST_LIFE_SECONDS:
        say(f"  a fresh code in {left:.0f} s …")
        time.sleep(left + 0.1)
    say(f"  {login['name_en']}, {post}")
    say(f"  staff number   {login['staff_uid']}")
    say(f"  password       {login['password']}")
    say(f"  one-time code  {pyotp.TOTP(login['totp_secret']).now()}  (for half a minute, once)")
    say(f"  sign in at     {named(site, 'SECURE_LAN')}/staff/login   no device needed on the secure LAN")
    say(f"                 {named(site, 'INTERNET')}/staff/login   own days only, no files")
    say(f"                 {named(site, 'VPN')}/staff/login   with the device's certificate:")
    say(f"  certificate    {bundle(site, login)}, password {login['staff_uid']}; import it into the browser")
    say(f"  trust          {site.certificate_authority}")


def named(site: Installation, zone: str) -> str:
    """The gateway's address by name: under a number a browser keeps no passkeys."""
    return site.url(zone).replace("127.0.0.1", "localhost")


def bundle(site: Installation, login: dict[str, str]) -> str:
    """The device's certificate and key as one file that browsers import; made anew each time."""
    certificate, authority = (
        read_certificate(Path(each)) for each in (login["device_certificate"], site.certificate_authority)
    )
    name = login["staff_uid"]
    path = write_private(site.directory / f"{name}.p12", "")
    path.write_bytes(parcel(name, read_key(Path(login["device_key"])), certificate, authority, name))
    return str(path)


if __name__ == "__main__":
    main((sys.argv[1:] or [""])[0])
