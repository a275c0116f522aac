from datetime import date

import pytest
from tests import cast

from vekha.domain.organisations import Level
from vekha.storage import organisation_queries as tree


def test_an_organisation_comes_back_as_it_was_written(settled):
    with settled.begin() as conn:
        assert cast.SCHOOL_2 == tree.organisation(conn, cast.SCHOOL_2.id)
        assert cast.SCHOOL_2 == tree.by_code(conn, "zar-02")
        assert cast.REGION == tree.root(conn)
        assert cast.ORGANISATIONS == tree.all_organisations(conn)


def test_a_subtree_holds_its_root_and_nothing_of_the_neighbour(settled):
    with settled.begin() as conn:
        assert (cast.ZARECHNY, *cast.SCHOOLS, cast.CENTRE) == tree.subtree(conn, cast.ZARECHNY.id)
        assert cast.SCHOOLS == tree.subtree(conn, cast.ZARECHNY.id, Level.SCHOOL)
        assert (cast.FOREIGN_SCHOOL,) == tree.children(conn, cast.POMORSKY.id)


def test_ancestors_go_from_the_organisation_to_the_root(settled):
    with settled.begin() as conn:
        assert (cast.SCHOOL_1, cast.ZARECHNY, cast.REGION) == tree.ancestors(conn, cast.SCHOOL_1.id)


def test_posts_and_their_holders_are_found_for_many_organisations(settled):
    with settled.begin() as conn:
        posts = tree.posts_of(conn, [cast.SCHOOL_1.id, cast.SCHOOL_3.id])
        held = tree.holdings_on(conn, [post.id for post in posts], date(2026, 3, 2))
    assert (cast.HEAD_1.post, cast.DEPUTY_1.post, cast.HEAD_3.post) == posts
    assert [cast.HEAD_1.name, cast.DEPUTY_1.name, cast.HEAD_3.name] == [one.name for one in held]


def test_an_unknown_id_or_code_is_not_answered_with_another_organisation(settled):
    with settled.begin() as conn:
        assert tree.by_code(conn, "nowhere") is None
        with pytest.raises(tree.NoSuchOrganisationError):
            tree.organisation(conn, 404)


def test_a_person_is_entered_once(settled):
    with settled.begin() as conn:
        entered = tree.ensure_person(conn, "Новикова Т. Т.")
        assert entered == tree.ensure_person(conn, "Новикова Т. Т.")
        assert cast.HEAD_1.id == tree.person_named(conn, cast.HEAD_1.name)
        assert tree.person_named(conn, "Никто Н. Н.") is None
