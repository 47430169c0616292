"""What somebody may do, worked out from what Discord tells: the same as Discord does."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.platforms.discord import permissions as ours
from bot.platforms.discord.roles import sorted_out
from tests.simulators.discord import payloads
from tests.simulators.discord import permissions as theirs
from tests.simulators.discord.state import Channel, Guild, Member, Role, User

NAMES = ("administrator", "manage_guild", "view_channel", "send_messages", "manage_messages",
         "manage_roles", "moderate_members")  # fmt: skip
BITS = st.sets(st.sampled_from(NAMES)).map(lambda names: theirs.bits(*names))
RULES = st.tuples(BITS, BITS)


@st.composite
def servers(draw: st.DrawFn) -> tuple[Guild, Channel, Member, Member]:
    """A server with some roles, two members and a channel with rules of its own."""
    owner, ann, ben = User(1, "owner"), User(2, "ann"), User(3, "ben")
    guild = Guild(100, "club", draw(st.sampled_from((owner, ann))))
    guild.roles[100] = Role(100, "@everyone", draw(BITS))
    for number in range(3):
        role = Role(200 + number, f"role {number}", draw(BITS), number + 1)
        guild.roles[role.id] = role
    people = [
        Member(user, 0.0, draw(st.lists(st.sampled_from((200, 201, 202)), unique=True)))
        for user in (ann, ben)
    ]
    channel = Channel(300, 0, "general", guild=guild)
    for key in (100, 200, 201, 202, 2, 3):
        if draw(st.booleans()):
            channel.overwrites[key] = draw(RULES)
    return guild, channel, people[0], people[1]


@settings(max_examples=150, deadline=None)
@given(servers())
def test_permissions_are_those_that_discord_works_out(
    made: tuple[Guild, Channel, Member, Member],
) -> None:
    guild, channel, ann, ben = made
    told, place = payloads.guild_json(guild), payloads.channel_json(channel)
    for member in (ann, ben):
        who = payloads.member_json(member)
        known = theirs.in_channel(channel, member, 1.0)
        seen = known if known & theirs.bits("view_channel") else 0
        for name in NAMES:
            bit = theirs.bits(name)
            in_guild = theirs.in_guild(guild, member)
            assert bool(ours.in_guild(told, who) & bit) == bool(in_guild & bit), name
            assert bool(ours.in_channel(told, place, who) & bit) == bool(seen & bit), name
    first, second = payloads.member_json(ann), payloads.member_json(ben)
    assert ours.stands_above(told, first, second) == theirs.may_act_on(guild, ann, ben)


def test_roles_are_ours_below_our_own_alone() -> None:
    bot = User(9, "Bitework", is_bot=True)
    guild = Guild(100, "club", User(1, "owner"))
    guild.roles[100] = Role(100, "@everyone")
    guild.roles[200] = Role(200, "helper", position=1)
    guild.roles[201] = Role(201, "another bot's", position=2, managed=True)
    guild.roles[202] = Role(202, "king", position=9)
    guild.roles[203] = Role(203, "Bitework", theirs.bits("manage_roles"), 5, managed=True)
    me = payloads.member_json(Member(bot, 0.0, [203]))
    levels = {1: frozenset({"200", "77"}), 2: frozenset({"202"}), 3: frozenset({"201"})}
    found = sorted_out(payloads.guild_json(guild), me, levels)
    assert found.by_level == {1: frozenset({"200"})}
    assert found.trouble == "above:king"
    found = sorted_out(payloads.guild_json(guild), me, {3: frozenset({"201"})})
    assert found.trouble == "managed:another bot's" and found.of(3) == frozenset()
    guild.roles[203].permissions = 0
    found = sorted_out(payloads.guild_json(guild), me, levels)
    assert found.trouble == "permission" and not found.all
    assert sorted_out(payloads.guild_json(guild), me, {1: frozenset({"77"})}).trouble == ""
