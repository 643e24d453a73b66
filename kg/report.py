"""Report: the tellings of one article, put together to one report an event and standing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from kg.confidence import confidence
from kg.ground import Grounded
from kg.member import Member
from kg.model import Actor, Article, Kind, Participant, Period, Report, Status
from kg.ontology import Ontology
from kg.places import Located
from kg.tie import lasting, tie

STAY = timedelta(7)  # within which somebody who is received is still on the visit told
RECENT = 3  # sentences back, within which "the meeting" means the one told last

Parties = Mapping[str, list[Member]]


def reports(tellings: Sequence[Grounded], article: Article, ontology: Ontology, home: str = "") -> tuple[Report, ...]:
    """Give one report for each event and standing that an article tells, in the order of their first evidence.

    Args:
        tellings: grounded frames in text order.
        article: the article they are from.
        ontology: for the roles of each type.
        home: the country that the article is from, "" when unknown; unknown persons beside its officials are its own.
    """
    groups: list[list[Grounded]] = []
    tellings = _with_questions(tellings)
    _answer_invitations(tellings)
    tellings = _with_accepted(tellings)
    _straighten_answers(tellings)
    _fill_from_context(tellings, ontology)
    _keep_alleged(tellings)
    tie(tellings, article.published)
    for telling in tellings:
        if not any(telling.roles.values()) and telling.status is not Status.OCCURRED:
            _take_parties(telling, groups)
        if any(telling.roles.values()):
            group = (
                next((g for g in groups if _belongs(telling, g)), None)
                or _joined(telling, groups)
                or _formal(telling, groups)
            )
        else:
            group = _antecedent(telling, groups)
            if group is None:
                continue
        if group is None:
            groups.append([telling])
        else:
            group.append(telling)
    groups = _with_receptions(groups, ontology)
    made = (_report(g, article, ontology) for g in groups if _complete(g, ontology, home))
    judged = (replace(r, confidence=confidence(r, ontology.confidence)) for r in made)
    return tuple(sorted(judged, key=lambda r: (r.evidence[0], r.type, r.action, r.status, r.participants)))


def _with_questions(tellings: Sequence[Grounded]) -> list[Grounded]:
    """ "He accepted" answers what was asked of him just before; without that it tells nothing."""
    out: list[Grounded] = []
    for telling in tellings:
        if telling.answers:
            told = (t for t in reversed(out) if t.type == telling.type and telling.sentence - t.sentence <= RECENT)
            asked = next(told, None)
            if asked is None or not all(
                _meet(ms, asked.roles.get(role, [])) for role, ms in telling.roles.items() if ms
            ):
                continue
            telling.roles = {role: list(ms or asked.roles.get(role, [])) for role, ms in telling.roles.items()}
        out.append(telling)
    return out


def _answer_invitations(tellings: Sequence[Grounded]) -> None:
    """ "The invitation has been accepted": by whom and whose is what was told when it was issued."""
    for k, telling in enumerate(tellings):
        if not {"inviter", "invitee"} <= telling.roles.keys() or any(telling.roles.values()) or not telling.definite:
            continue
        told = (t for t in reversed(tellings[:k]) if t.type == telling.type and any(t.roles.values()))
        last = next((t for t in told if telling.sentence - t.sentence <= RECENT), None)
        if last is not None:
            telling.roles = {role: list(members) for role, members in last.roles.items()}


def _with_accepted(tellings: Sequence[Grounded]) -> list[Grounded]:
    """What one is invited to is planned once the invitation is accepted, and no event of its own before."""
    answers = [t for t in tellings if (t.action, t.status) == ("accept", Status.OCCURRED)]
    out: list[Grounded] = []
    for telling in tellings:
        if not telling.offered:
            out.append(telling)
            continue
        later = (a for a in answers if a.sentence >= telling.sentence and _parties(a) & _parties(telling))
        answer = next(later, None)
        if answer is not None and "host" in telling.roles:
            out.append(replace(telling, status=Status.PLANNED, evidence=answer.evidence, offered=False))
    return out


def _keep_alleged(tellings: Sequence[Grounded]) -> None:
    """What those who allege an event tell of it further stays alleged."""
    for telling in tellings:
        if telling.status is Status.OCCURRED and any(
            o.status is Status.ALLEGED
            and any(m in o.attribution for m in telling.attribution)
            and _same(replace(telling, status=Status.ALLEGED), o)
            for o in tellings
        ):
            telling.status = Status.ALLEGED


def _parties(telling: Grounded) -> set[int]:
    return {id(m) for ms in telling.roles.values() for m in ms}


def _straighten_answers(tellings: Sequence[Grounded]) -> None:
    """Nobody answers an invitation of their own: "A invited B, and she accepted" is B's answer, whoever "she" was taken for."""
    for k, telling in enumerate(tellings):
        invitee, inviter = telling.roles.get("invitee", []), telling.roles.get("inviter", [])
        if telling.type != "Invitation" or not invitee or inviter:
            continue
        asked = next((t for t in reversed(tellings[:k]) if t.type == "Invitation" and t.roles.get("inviter")), None)
        if asked is not None and invitee == asked.roles["inviter"] and asked.roles.get("invitee"):
            telling.roles |= {"inviter": list(invitee), "invitee": list(asked.roles["invitee"])}


def _fill_from_context(tellings: Sequence[Grounded], ontology: Ontology) -> None:
    """Fill a role that a sentence leaves open from the last telling of the same sort: "the sanctions", "the invitation"."""
    for k, telling in enumerate(tellings):
        if telling.type not in ontology.grammar["context_types"] or (telling.type == "Visit" and not telling.definite):
            continue
        filled = {r for r, ms in telling.roles.items() if ms}
        if len(filled) != 1:
            continue
        (known,) = filled
        missing = next(r for r in telling.roles if r != known)
        others = (*reversed(tellings[:k]), *tellings[k + 1 :])
        found = next((ms for o in others if (ms := _told(missing, known, telling, o))), [])
        if not found and telling.definite and missing == "inviter":
            inviters = [o.roles[missing] for o in tellings[:k] if o.type == telling.type and o.roles.get(missing)]
            one = all(_meet(ms, inviters[0]) for ms in inviters)
            found = inviters[-1] if inviters and one and not _meet(inviters[-1], telling.roles[known]) else []
        telling.roles[missing] = [m for m in found if m not in telling.roles[known]]


def _told(missing: str, known: str, telling: Grounded, other: Grounded) -> list[Member]:
    """What fills a role in another telling of the same sort; of an invitation, who visits those who invite."""
    if other.type == telling.type and _meet(telling.roles[known], other.roles.get(known, [])):
        return other.roles.get(missing, [])
    hosts = other.roles.get("host")
    if missing == "invitee" and hosts and _meet(telling.roles[known], hosts):
        return other.roles["visitor"]
    return []


def _meet(a: Sequence[Member], b: Sequence[Member]) -> bool:
    return not b or any(_stands_for(m, n) or (m.country and m.country == n.country) for m in a for n in b)


def _complete(group: Sequence[Grounded], ontology: Ontology, home: str) -> bool:
    """Tell whether enough parties are known for the event to be one."""
    roles = _merged(group)
    rule = ontology.grammar["complete"].get(group[0].type, {})
    alone = any(t.alone for t in group)
    if sum(bool(members) for members in roles.values()) < (1 if alone else rule.get("least", 1)):
        return False
    bloc = any(t.bloc for t in group)
    if sum(len(ms) for ms in roles.values()) < rule.get("parties", 1) and not bloc and not _one_of_many(group, roles):
        return False
    if not bloc and _at_home(roles, group[0].type in ontology.grammar["coercive"], home):
        return False
    if rule.get("abroad"):
        visitors = {m.country for m in roles["visitor"] if m.country}
        hosts = {m.country for m in roles["host"] if m.country}
        return not visitors & hosts
    return True


def _one_of_many(group: Sequence[Grounded], roles: Parties) -> bool:
    """Tell whether the one party named takes part in a meeting of many: "will attend the summit", "the NATO conference"."""
    members = [m for ms in roles.values() for m in ms]
    return any(t.alone for t in group) and all(m.country and (m.office or m.kind is Kind.STATE) for m in members)


def _at_home(roles: Parties, coercive: bool, home: str) -> bool:
    """Tell whether all parties are people and bodies of one government: no diplomacy. Rebels and parties count as another side."""
    members = [m for ms in roles.values() for m in ms]
    countries = {m.country or (home if len(roles) == 1 and _is_nobody(m) else "") for m in members}
    if (len(roles) == 1 or len(members) == 1) and all(m.kind is Kind.GROUP and not m.country for m in members):
        return True
    return (
        len(members) > 1
        and len(countries) == 1
        and "" not in countries
        and (coercive or all(m.kind is not Kind.ORGANIZATION for m in members))
    )


def _is_nobody(member: Member) -> bool:
    """Tell whether nothing is known of a person, whom a text about one country's affairs need not introduce."""
    return member.kind is Kind.PERSON and not member.wikidata and member.office in {"", "lawmaker"}


# ---- which tellings are of one event
def _belongs(telling: Grounded, group: Sequence[Grounded]) -> bool:
    """Tell whether a telling is of the event of a group: the same as one of them, and at odds with none.

    Without the second, a telling that leaves its host open would join visits to two countries, and one that names a
    president the talks of his minister that were told as their countries'.
    """
    if not any(_same(telling, other) for other in group):
        return False
    if len(telling.roles) == 1:
        parties = _merged(group)
        return all(_parties_agree(ms, parties.get(r, []), True) for r, ms in telling.roles.items())
    return all(_parties_agree(ms, o.roles.get(r, []), False) for r, ms in telling.roles.items() for o in group)


def _same(a: Grounded, b: Grounded) -> bool:
    if (a.type, a.action, a.status) != (b.type, b.action, b.status) or not any(b.roles.values()):
        return False
    if not _dates_agree(a.when, b.when) or not _places_agree(a.place, b.place):
        return False
    mutual = len(a.roles) == 1
    return all(_parties_agree(a.roles.get(r, []), b.roles.get(r, []), mutual) for r in {*a.roles, *b.roles})


def _dates_agree(a: Period | None, b: Period | None) -> bool:
    return a is None or b is None or (a.first <= b.last and b.first <= a.last)


def _places_agree(a: Located | None, b: Located | None) -> bool:
    if a is None or b is None:
        return True
    here, there = a.value.country, b.value.country
    return not here or not there or here == there


def _parties_agree(a: Sequence[Member], b: Sequence[Member], mutual: bool) -> bool:
    """Tell whether two sets of parties can be one: the smaller lies in the larger, a state standing for its people."""
    if not a or not b:
        return True
    small, large = sorted((a, b), key=len)
    inside = all(any(_stands_for(m, n) for n in large) for m in small)
    return inside and (not mutual or len(small) > 1)


def _same_group(a: Member, b: Member) -> bool:
    """Tell whether two phrases can name one company: "the Saudi delegation", "the Saudi team"."""
    return a.kind is b.kind is Kind.GROUP and bool(a.country) and a.country == b.country


def _stands_for(a: Member, b: Member) -> bool:
    if a is b:
        return True
    if a.apart or b.apart:
        return False
    return _same_group(a, b) or (bool(a.country) and a.country == b.country and Kind.STATE in {a.kind, b.kind})


def _take_parties(telling: Grounded, groups: Sequence[list[Grounded]]) -> None:
    """ "The trip was cancelled", "there was no meeting": a new standing of the event told before, with its parties, day and place."""
    never = telling.status is Status.DENIED and len(telling.roles) == 1 and not telling.by_verb
    if not telling.definite and not never:
        return
    for group in reversed(groups):
        last = group[-1]
        if never and last.status is Status.DENIED:
            continue
        if last.type == telling.type and last.action == telling.action and telling.sentence - last.sentence <= RECENT:
            if not (_dates_agree(telling.when, _when(group)) and _places_agree(telling.place, _place(group))):
                continue
            telling.roles = {r: list(ms) for r, ms in _merged(group).items()}
            telling.when, telling.place = telling.when or _when(group), telling.place or _place(group)
            return


def _joined(telling: Grounded, groups: Sequence[list[Grounded]]) -> list[Grounded] | None:
    """ "The Italian minister joined the talks": one more party of the meeting just told."""
    if len(telling.roles) != 1 or sum(len(ms) for ms in telling.roles.values()) != 1:
        return None
    group = _antecedent(telling, groups)
    if group is None or group[0].status is not telling.status or not _places_agree(telling.place, _place(group)):
        return None
    known = any(_parties(telling) & _parties(t) for t in group)
    return group if known or telling.alone else None


def _formal(telling: Grounded, groups: Sequence[list[Grounded]]) -> list[Grounded] | None:
    """ "The six-party talks" once more: the ones told before, whatever their standing, unless a day parts them."""
    if not telling.formal:
        return None
    same = (g for g in reversed(groups) if g[0].formal and _parties(g[0]) == _parties(telling))
    return next((g for g in same if _dates_agree(telling.when, _when(g))), None)


def _antecedent(telling: Grounded, groups: Sequence[list[Grounded]]) -> list[Grounded] | None:
    """ "The meeting took place in Sochi": the last event of that type told before."""
    if not telling.definite:
        return None
    for group in reversed(groups):
        last = group[-1]
        if last.type == telling.type and last.action == telling.action and telling.sentence - last.sentence <= RECENT:
            return group if _dates_agree(telling.when, _when(group)) else None
    return None


def _with_receptions(groups: Sequence[list[Grounded]], ontology: Ontology) -> list[list[Grounded]]:
    """Put "the president received him on Wednesday" to the visit on which he came, where the article tells that too."""
    visits = [g for g in groups if g[0].type in ontology.grammar["travelled_types"]]
    received = [g for g in visits if all(_is_reception(t) for t in g)]
    came = [g for g in visits if g not in received]
    stays = {id(g): next((v for v in came if _on_visit(g, v)), None) for g in received}
    for group in received:
        if (visit := stays[id(group)]) is not None:
            visit += [replace(t, roles=visit[0].roles, when=None) for t in group]
    return [g for g in groups if stays.get(id(g)) is None]


def _is_reception(telling: Grounded) -> bool:
    return any(m.kind is Kind.PERSON for m in telling.roles.get("host", ()))


def _on_visit(reception: Sequence[Grounded], visit: Sequence[Grounded]) -> bool:
    """Tell whether somebody is received on a visit: the same visitor and country, at the latest some days after the arrival."""
    day, arrival = _when(reception), _when(visit)
    if day is None or arrival is None or not timedelta(0) <= day.first - arrival.first <= STAY:
        return False
    return all(_parties_agree(ms, visit[0].roles.get(role, []), False) for role, ms in reception[0].roles.items())


# ---- one report from its tellings
def _report(group: Sequence[Grounded], article: Article, ontology: Ontology) -> Report:
    roles = _merged(group)
    first, place = group[0], _place(group)
    participants = tuple(
        sorted(Participant(role, m.actor, m.office) for role, members in roles.items() for m in members)
    )
    attribution: list[Actor] = []
    for telling in group if first.attribution else [t for t in group if not t.given]:
        attribution += [m.actor for m in telling.attribution if m.actor not in attribution]
    return Report(
        article=article.id,
        type=first.type,
        action=first.action,
        status=first.status,
        participants=participants,
        when=_when(group),
        place=place.value if place is not None else None,
        attribution=tuple(attribution),
        evidence=tuple(sorted({t.evidence for t in group})),
        confidence=0.0,
        kind=next((t.kind for t in group if t.kind), ""),
        condition=next((t.condition for t in group if t.condition), None),
    )


def _merged(group: Sequence[Grounded]) -> dict[str, list[Member]]:
    roles: dict[str, list[Member]] = {}
    for telling in group:
        for role, members in telling.roles.items():
            kept = roles.setdefault(role, [])
            before = list(kept)
            kept += [m for m in members if m not in kept and not any(_same_group(m, k) for k in before)]
    return {role: _without_stand_ins(members) for role, members in roles.items()}


def _without_stand_ins(members: Sequence[Member]) -> list[Member]:
    """Leave out a state where a person of it takes part, and a body of a state where the state does."""
    people = {m.country for m in members if m.kind is Kind.PERSON and m.country}
    states = {m.country for m in members if m.kind is Kind.STATE}
    return [
        m
        for m in members
        if not (m.kind is Kind.STATE and m.country in people)
        and not (m.kind is Kind.ORGANIZATION and m.country and m.country in states and not m.apart)
    ]


def _when(group: Iterable[Grounded]) -> Period | None:
    group = list(group)
    found = [t.when for t in group if t.when is not None]
    days = next((t.days for t in group if t.days), None)
    return lasting(min(found, key=lambda p: (p.last - p.first, p)), days) if found else None


def _place(group: Iterable[Grounded]) -> Located | None:
    return min((t.place for t in group if t.place is not None), key=lambda p: p.width, default=None)


# ---- as JSON
def report_json(report: Report) -> dict[str, Any]:
    """Give a report in the shape of the gold data, with confidence, kind, condition and offsets added."""
    roles: dict[str, list[dict[str, Any]]] = {}
    for p in report.participants:
        roles.setdefault(p.role, []).append(actor_json(p.actor))
    when, place = report.when, report.place
    return {
        "type": report.type,
        "action": report.action,
        "status": str(report.status),
        "roles": roles,
        "date": {"start": when.start, "end": when.end} if when else None,
        "place": {"name": place.name, "country": place.country or None, "aliases": list(place.aliases)}
        if place
        else None,
        "attribution": list(dict.fromkeys(n for a in report.attribution for n in (a.name, *a.aliases))),
        "evidence": [e.quote for e in report.evidence],
        "spans": [[e.start, e.end] for e in report.evidence],
        "kind": report.kind or None,
        "condition": report.condition.quote if report.condition else None,
        "confidence": report.confidence,
    }


def actor_json(actor: Actor) -> dict[str, Any]:
    """Give an actor in the shape of the gold data."""
    out: dict[str, Any] = {
        "name": actor.name,
        "kind": str(actor.kind),
        "country": actor.country or None,
        "aliases": list(actor.aliases),
    }
    if actor.wikidata:
        out["wikidata"] = actor.wikidata
    return out
