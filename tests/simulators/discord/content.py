"""What a message may have in it: content, embeds, flags, files, mentions, components."""

import copy
from dataclasses import dataclass, field
from typing import Any

from tests.simulators.discord.calls import Call
from tests.simulators.discord.components import check_components
from tests.simulators.discord.refusals import Problems, Refusal, empty_message
from tests.simulators.discord.state import COMPONENTS_V2, EPHEMERAL, Channel, Message, walk
from tests.simulators.discord.world import World

Json = dict[str, Any]
CONTENT_CHARS_MAX = 2000
EMBEDS_MAX, EMBED_CHARS_MAX, FIELDS_MAX = 10, 6000, 25
FILES_MAX = 10
FLAGS = 1 << 2 | 1 << 12 | COMPONENTS_V2
V2 = "MessageFlags.IS_COMPONENTS_V2"
LEGACY = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"


@dataclass(slots=True)
class Content:
    """What a body says about a message: None for what it leaves as it is."""

    content: str | None = None
    embeds: list[Json] | None = None
    components: list[Json] | None = None
    attachments: list[Json] | None = None
    flags: int | None = None
    mentions: tuple[str, ...] = ()
    taken: list[str] = field(default_factory=list)

    def put_into(self, message: Message) -> None:
        for name in ("content", "embeds", "components", "attachments"):
            value = getattr(self, name)
            if value is not None:
                setattr(message, name, value)
        if self.flags is not None:
            message.flags = self.flags


def read_content(
    world: World,
    call: Call,
    body: Json,
    channel: Channel,
    *,
    path: tuple[str, ...] = (),
    before: Message | None = None,
    by_interaction: bool = False,
) -> Content:
    """Read a message's body; raises Refusal. `before` is the message that it changes."""
    _is_quiet(world, call, body)
    problems = Problems()
    found = Content(flags=_flags(problems, path, body, before, by_interaction=by_interaction))
    v2 = bool((found.flags or 0) & COMPONENTS_V2)
    if "content" in body or before is None:
        text = body.get("content")
        if problems.length((*path, "content"), text, 0, CONTENT_CHARS_MAX):
            found.content = (text or "").strip()
    if "embeds" in body or before is None:
        found.embeds = body.get("embeds") or []
        _check_embeds(problems, (*path, "embeds"), found.embeds)
        found.embeds = [{"type": "rich", **embed} for embed in found.embeds]
    if v2:
        for name in ("content", "embeds"):
            if body.get(name) or (before and not before.is_v2 and _keeps(before, body, name)):
                words = f"The '{name}' field cannot be used when using {V2}"
                problems.add((*path, name), LEGACY, words)
    ephemeral = bool((found.flags or 0) & EPHEMERAL)
    _read_files(world, call, body, channel, found, problems, before, ephemeral=ephemeral)
    if "components" in body or before is None:
        components = body.get("components") or []
        names = {one["filename"] for one in found.attachments or _attachments(before)}
        if world.checking:
            check_components(problems, (*path, "components"), components, v2=v2, files=names)
            problems.check()
        found.components = _kept(world, components, found.attachments or _attachments(before))
    problems.check()
    if _is_empty(found, before):
        raise empty_message()
    return found


def _attachments(before: Message | None) -> list[Json]:
    return before.attachments if before else []


def _keeps(before: Message, body: Json, name: str) -> bool:
    return name not in body and bool(getattr(before, name))


def _flags(
    problems: Problems,
    path: tuple[str, ...],
    body: Json,
    before: Message | None,
    *,
    by_interaction: bool,
) -> int | None:
    given = body.get("flags")
    if given is not None and type(given) is not int:
        problems.add((*path, "flags"), "NUMBER_TYPE_COERCE", f'Value "{given}" is not int.')
        return None
    allowed = FLAGS | EPHEMERAL if by_interaction else FLAGS
    flags = (given or 0) & ~0 if given is not None else None
    if flags is not None and flags & ~allowed:
        words = f"The simulator knows no reason for the flags {flags & ~allowed}"
        problems.add((*path, "flags"), "MESSAGE_FLAGS_INVALID", words)
    if before is None:
        return flags or 0
    if flags is None:
        return before.flags
    if before.is_v2 and not flags & COMPONENTS_V2:
        return before.flags  # it can't be taken away
    return flags | before.flags & EPHEMERAL


def _is_empty(found: Content, before: Message | None) -> bool:
    def left(name: str) -> Any:
        value = getattr(found, name)
        return value if value is not None or before is None else getattr(before, name)

    return not any(left(name) for name in ("content", "embeds", "components", "attachments"))


def _is_quiet(world: World, call: Call, body: Json) -> None:
    """No message may ping anybody: that is our own law, not Discord's."""
    if call.method == "PATCH" and not any(
        body.get(name) for name in ("content", "embeds", "components")
    ):
        return
    allowed = body.get("allowed_mentions")
    is_none = isinstance(allowed, dict) and allowed.get("parse") == []
    if is_none and not any(allowed.get(name) for name in ("users", "roles", "replied_user")):
        return
    world.violations.append(f"{call.what}: allowed_mentions is not none but {allowed}")


# Embeds.


def _check_embeds(problems: Problems, path: tuple[str, ...], embeds: Any) -> None:
    if not problems.length(path, embeds, 0, EMBEDS_MAX):
        return
    total = 0
    for number, embed in enumerate(embeds):
        at: tuple[Any, ...] = (*path, number)
        author, footer = embed.get("author") or {}, embed.get("footer") or {}
        fields = embed.get("fields") or []
        problems.length((*at, "title"), embed.get("title"), 0, 256)
        problems.length((*at, "description"), embed.get("description"), 0, 4096)
        problems.length((*at, "author", "name"), author.get("name"), 0, 256)
        problems.length((*at, "footer", "text"), footer.get("text"), 0, 2048)
        problems.length((*at, "fields"), fields, 0, FIELDS_MAX)
        texts = [embed.get("title"), embed.get("description"), author.get("name")]
        texts.append(footer.get("text"))
        for index, one in enumerate(fields):
            for name, most in (("name", 256), ("value", 1024)):
                problems.needs((*at, "fields", index, name), one.get(name))
                problems.length((*at, "fields", index, name), one.get(name), 1, most)
                texts.append(one.get(name))
        total += sum(len(text) for text in texts if text)
    if total > EMBED_CHARS_MAX:
        words = f"Embed size exceeds maximum size of {EMBED_CHARS_MAX}"
        problems.add(path, "MAX_EMBED_SIZE_EXCEEDED", words)


# Files.


def _read_files(
    world: World,
    call: Call,
    body: Json,
    channel: Channel,
    found: Content,
    problems: Problems,
    before: Message | None,
    *,
    ephemeral: bool,
) -> None:
    """Keep what was uploaded; `attachments` in the body names it, and says which old ones stay."""
    uploads = {
        key.removeprefix("files[").removesuffix("]"): upload
        for key, upload in call.uploads.items()
    }
    named = body.get("attachments")
    if named is None and not uploads:
        found.attachments = None if before else []
        return
    if sum(len(upload.data) for upload in uploads.values()) > world.upload_bytes_max:
        raise Refusal(413, 40005, "Request entity too large")
    kept: list[Json] = [] if named is not None else list(_attachments(before))
    described = {str(one.get("id")): one for one in named or ()}
    old = {one["id"]: one for one in _attachments(before)}
    for number, one in enumerate(named or ()):
        key = str(one.get("id"))
        if key in old:
            kept.append(old[key])
        elif key not in uploads:
            words = f"Attachment data not found for {key}"
            problems.add(("attachments", str(number)), "ATTACHMENT_NOT_FOUND", words)
    for key, upload in uploads.items():
        words = str(described.get(key, {}).get("description") or "")
        kept.append(
            world.files.store(upload, channel.id, ephemeral=ephemeral, description=words)
        )
        found.taken.append(upload.name)
    if len(kept) > FILES_MAX:
        raise Refusal(400, 30015, f"Maximum number of attachments reached ({FILES_MAX})")
    found.attachments = kept


def _kept(world: World, components: list[Json], attachments: list[Json]) -> list[Json]:
    """Components as Discord keeps them: numbered, media by their real addresses."""
    urls = {f"attachment://{one['filename']}": one for one in attachments}
    if urls:  # what was sent stays as it was: it is still to be checked
        components = copy.deepcopy(components)
    for number, one in enumerate(walk(components), 1):
        one.setdefault("id", number)
        media = [one.get("file"), one.get("media"), *(m.get("media") for m in one.get("items", ()))]
        for item in media:
            if item and item["url"] in urls:
                file = urls[item["url"]]
                item |= {"url": file["url"], "proxy_url": file["url"], "attachment_id": file["id"]}
                if one["type"] == 13:
                    one |= {"name": file["filename"], "size": file["size"]}
    return components
