"""One login for every employee.

`auth` keeps people, departments, areas, offices, posts, charges, secure-network grants, devices and
portals; it checks who signs in, signs the short access tokens that the other services verify by
themselves, and announces every change of the directory, so that each service keeps its own copy.
"""
