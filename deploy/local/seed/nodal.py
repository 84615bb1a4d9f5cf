"""Give a department its nodal and appellate officers' posts: `python -m deploy.local.seed.nodal CODE`."""

import sys

from deploy.local.console import give_up, say
from deploy.local.installation import Installation, here
from deploy.local.seed import open_database
from deploy.local.seed.directory import enter_offices, enter_posts, officers_of, offices, rows
from services.auth import store


def main(site: Installation, code: str) -> None:
    """Enter the secretariat office and the two posts; who shall hold them is then for an order to say."""
    departments = [row for row in rows("departments") if row["code"] == code]
    if not departments or departments[0]["kind"] != "department":
        give_up(f"There is no department {code or '(D=CODE)'} in the reference data.")
    officers = officers_of(departments[0])
    with open_database(site) as database, database.transaction() as tx:
        known = store.find_post_ids(tx)
        enter_offices(tx, [one for one in offices() if one.code == f"SEC-{code}"])
        enter_posts(tx, officers)
    say(f"{code} has the posts {code}-US-1 (nodal officer) and {code}-DS-1 (appellate officer).")
    for post in (officer.code for officer in officers if officer.code in known):
        say(f"{post} was there and stays as it is; an administrator changes it: {site.post_form(post)}")
    say(f"An administrator gives their charges: {site.charge_form(f'{code}-US-1')}")


if __name__ == "__main__":
    main(here(), sys.argv[1] if len(sys.argv) > 1 else "")
