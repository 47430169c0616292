"""Work that nobody may ask for here, as rules: what is looked for, why it is refused, and what
would be fine instead.

Patterns read what `domain.plain_words` gives: small letters, a sentence on each line.
"""

from dataclasses import dataclass

from domain.amounts import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One kind of prohibited work.

    `patterns` are not looked at where a question asks about such things; `always` are. With
    `on_test_systems` it is fine where a sentence says that it is about a test system.
    """

    id: str
    title: str
    reason: str
    instead: str
    patterns: tuple[str, ...]
    on_test_systems: bool = False
    always: tuple[str, ...] = ()


# Where a sentence tells somebody to do something: at its beginning, or behind these words.
_DO = (
    r"(?:^(?:\W|\d+[.)])*|[:,(\-] ?|\b(?:please|pls|kindly|then|and|or|to|must|should|shall|will|"
    r"can|could|you|now|just|also|first|next|simply|only|us|by|for|step \d+|task)[ :]{1,2})"
)
_FEW = r"(?:[\w'@%-]+ ){0,3}?"
_SOME = r"(?:[\w'\"@%-]+ ){0,6}?"
# The words in front of a thing's name: “our new music” in “our new music channel”.
_NAMED = (
    r"(?:(?!(?:on|in|at|of|from|to|for|with|about|and|or|under|below|until|that|by|as|than|is|if) )"
    r"[\w'@%-]+ ){0,3}?"
)
_OURS = (
    r"(?:our|my|the|this|that|these|those|his|her|their|a|an|any|each|every|all|us|me|it|at least|"
    r"[\w-]+'s|@\w+|\d+|two|three|four|five|ten|some|\{\{[^}]*\}\})"
)
_OUR = r"(?:our|my|this|these|the|the following|[\w-]+'s|@\w+|\{\{[^}]*\}\}|\d+)"
_COLUMN = r"\{\{[^}]*\}\}"
_WHOM = r"\{\{[^}]*(?:account|channel|page|profile|user|name|handle|group)[^}]*\}\}"
_PLACE = (
    r"(?:google|play ?store|app ?store|store|amazon|trustpilot|yelp|tripadvisor|booking\.com|"
    r"glassdoor|maps|etsy|ebay|steam|imdb|goodreads|capterra|g2|facebook|marketplace)"
)
_NETWORK = (
    r"(?:facebook|instagram|insta|tik ?tok|you ?tube|twitter|x|linkedin|reddit|telegram|discord|"
    r"whatsapp|snapchat|twitch|spotify|soundcloud|pinterest|threads|steam|g?mail|e-?mail|google|"
    r"apple|outlook|hotmail|yahoo|proton|paypal|amazon|ebay|tinder|bank|vk|wechat|airbnb|uber)"
)
_SOCIAL = (
    r"(?:facebook|instagram|insta|tik ?tok|you ?tube|twitter|x|linkedin|reddit|twitch|spotify|"
    r"soundcloud|pinterest|threads|steam|vk)"
)
_TERSE = rf"^{_SOCIAL} ?[:+|-]? ?(?:\w+ ?[+,] ?|\w+ and ){{0,4}}"  # “TikTok: follow + like”
_SHARED = (
    r"(?:page|post|video|photo|picture|reel|short|story|tweet|channel|profile|account|song|track|"
    rf"fan ?page|group|comment|playlist|podcast|stream|clip|shop|{_NETWORK})s?\b"
)
_WHOLE = (
    r"until the end|to the end|in full|\d+ times|for \d+|for at least|at least \d+|on repeat|"
    r"overnight|without skipping"
)

_FOLLOWED = (
    rf"(?:(?:page|channel|profile|account|playlist|podcast|artist|shop|{_NETWORK})s?\b)"
)

RULES = (
    Rule(
        id="W01-buying-likes",
        title=N_("Buying likes"),
        reason=N_("likes that are paid for mislead whoever sees them"),
        instead=N_("ask what people think of the post: a scale, a comparison, a survey"),
        patterns=(
            rf"{_DO}(?:hit |press |tap |click |give )?(?:the )?(?:like|heart|upvote|thumbs[ -]?up)"
            rf"(?: and [\w-]+| or [\w-]+|, [\w-]+)*"
            rf"(?: button)? (?:on |for |to |under )?{_OURS} {_NAMED}{_SHARED}",
            rf"{_DO}(?:like|upvote|heart|double[ -]tap) (?:{_COLUMN}|@\w+|(?:our|my|this) \w+$)",
            rf"{_DO}double[ -]tap {_OURS} {_NAMED}{_SHARED}",
            rf"{_DO}like(?:,| and)? (?:subscribe|follow|share|comment|repost)\b",
            rf"{_DO}(?:press|click|hit|tap) (?:the |on )*(?:like|heart) {_SOME}(?:our|my)\b",
            rf"\b(?:our|my) {_NAMED}{_SHARED} (?:and|then) (?:like|upvote|heart|share) (?:it|us)\b",
            rf"{_DO}(?:give|leave|drop|put|add|send|get|buy|boost|increase|smash|hit|press|click)"
            rf" {_FEW}(?:likes?|hearts?|thumbs[ -]?up|reactions?)\b(?! about| on (?:the|a) "
            rf"(?:demo|test))",
            r"\b(?:we|i) (?:need|want|buy|pay for|look for|are looking for|am looking for) "
            rf"{_FEW}(?:likes|hearts|reactions)\b",
            r"\b(?:likes?|hearts|reactions|upvotes?) (?:needed|wanted|required)\b",
            rf"{_TERSE}(?:like|upvote)s?(?: (?:page|post|video|\d+)| and | ?[+,]|$)",
        ),
    ),
    Rule(
        id="W02-buying-follows",
        title=N_("Buying follows and subscriptions"),
        reason=N_("an audience that is paid for is not one"),
        instead=N_("show the channel's texts or pictures here and ask what people think of them"),
        patterns=(
            rf"{_DO}(?:follow|unfollow|subscribe(?: to)?|sub to)(?: and [\w-]+|, [\w-]+)* "
            rf"(?:to )?(?:us\b|me\b|them\b|back\b|@\w+|{_WHOM}|{_OURS} {_NAMED}"
            rf"(?:{_FOLLOWED}|newsletter\b|list\b|blog\b))",
            rf"{_DO}(?:subscribe|sub) to (?:{_COLUMN}|{_NAMED}(?:{_FOLLOWED}|newsletters?\b))",
            rf"{_DO}(?:press|click|hit|tap) (?:the |on )*(?:follow|subscribe|join) {_SOME}(?:our|"
            rf"my)\b",
            rf"\b(?:our|my) {_NAMED}{_SHARED} (?:and|then) (?:follow|join|subscribe to) "
            r"(?:it|us)\b",
            rf"{_DO}join (?:our|my|the|this|these|\{{\{{[^}}]*\}}\}}) {_NAMED}"
            rf"(?:telegram|discord|whatsapp|facebook|signal|channels?|groups?|servers?)\b",
            rf"{_DO}(?:get|buy|gain|bring|send|give|boost|increase|grow)(?: us| me| our)? {_FEW}"
            r"(?:followers|subscribers|subs|members)\b",
            r"\b(?:we|i) (?:need|want|buy|pay for|look for|are looking for|am looking for) "
            rf"{_FEW}(?:followers|subscribers|subs)\b",
            r"\b(?:follows?|followers|subscribers) (?:needed|wanted|required)\b",
            rf"{_TERSE}(?:follow|subscribe|join)s?(?: (?:page|account|channel|\d+)| and | ?[+,]|$)",
            rf"{_DO}become (?:a|our) {_NAMED}(?:follower|fan|subscriber|member)\b",
            rf"{_DO}be our (?:fan|follower|subscriber)\b",
            rf"{_DO}add (?:our|my) {_SOME}wish ?list\b",
        ),
    ),
    Rule(
        id="W03-buying-votes",
        title=N_("Buying votes"),
        reason=N_("a vote that is paid for cheats everybody else who stands in it"),
        instead=N_("hold the vote here: a poll, a comparison, a survey"),
        patterns=(
            rf"{_DO}(?:vote|up ?vote|down ?vote)(?: \w+)? (?:for|4|on|against|in) "
            rf"(?:{_COLUMN}|(?:us|me|them|him|her|number \d+|{_OUR})\b)(?! (?:options?|"
            rf"answers?)\b)",
            rf"{_DO}(?:up|down)[ -]?vote {_OURS}\b",
            rf"{_DO}(?:cast|give|submit|send) (?:us |me )?(?:your|a|\d+|five|ten) votes?\b"
            rf"(?! {_FEW}(?:here|below))",
            rf"{_DO}vote in {_NAMED}(?:contest|competition|awards?)\b",
            r"\bvotes? (?:needed|wanted|required)\b",
            rf"{_DO}sign {_OUR} {_FEW}petition\b",
            rf"\b(?:we|i) (?:need|want|buy|pay for|are looking for) {_FEW}(?:up)?votes\b",
        ),
    ),
    Rule(
        id="W04-buying-reviews",
        title=N_("Buying reviews, ratings and comments"),
        reason=N_("a review that is paid for deceives whoever reads it, and is against the law in "
                  "many countries"),
        instead=N_("let people try it and tell you here what they found: an app test, a website "
                   "test, a survey"),
        patterns=(
            rf"{_DO}(?:write|leave|post|give|submit|publish|drop|add|make|do)(?: us| me| it| them)?"
            rf" (?:a |an |your |\d+ |some )?{_FEW}"
            rf"(?:reviews?|ratings?|testimonials?|recommendations?) {_SOME}"
            rf"(?:for us|about us|of us|our|my|{_PLACE})\b",
            rf"{_DO}(?:comment|(?:add|write|leave|post) {_FEW}comments?) {_SOME}(?:on|under|below|"
            rf"praising|about) (?:our|my) ",
            rf"{_DO}(?:write|leave|post|give) {_FEW}(?:feedback|comments?) {_SOME}"
            rf"(?:on|in|at) {_NAMED}{_PLACE}\b",
            rf"{_DO}(?:write|leave|post|give|submit|publish|drop)(?: us| me| it| them)? "
            rf"{_FEW}(?:positive|good|great|honest-looking|fake|favou?rable|negative|bad|"
            rf"(?:5|five|4|four|1|one)[ -]stars?) {_FEW}(?:reviews?|ratings?|testimonials?)\b",
            rf"{_DO}(?:rate|review) (?:us|me|our|my|the|this|\{{\{{[^}}]*\}}\}}) {_SOME}"
            rf"(?:on|in|at) {_FEW}{_PLACE}\b",
            rf"{_DO}(?:rate|review) (?:us|me)\b",
            rf"{_DO}(?:give|rate) (?:us|it|our \w+|my \w+|the \w+|them) {_FEW}"
            rf"(?:5|five) stars?\b",
            rf"{_DO}(?:get|give)(?: us| it)? {_FEW}stars (?:on|in) {_NAMED}{_PLACE}\b",
            rf"{_DO}rate (?:it |us )?(?:with )?(?:5|five)[ -]stars?\b",
            rf"\b(?:we|i) (?:need|want|buy|pay for|are looking for) {_FEW}(?:reviews|ratings)\b"
            rf"(?! (?:of|to be|read|label|classified|sorted|translated|checked))",
            r"\b(?:reviews?|ratings?) (?:needed|wanted|required)\b",
            rf"{_DO}(?:recommend|endorse) (?:us|me|our|my) {_SOME}(?:{_NETWORK}|{_PLACE})\b",
            r"\bwrite (?:fake|positive|5[ -]star|five[ -]star) reviews?\b",
        ),
    ),
    Rule(
        id="W05-buying-sign-ups",
        on_test_systems=True,
        title=N_("Buying sign-ups and installs"),
        reason=N_("sign-ups that are paid for earn a premium by deceit, and leave people's data "
                  "with strangers"),
        instead=N_("test the sign-up page with made-up data that you give: a website test"),
        patterns=(
            rf"{_DO}(?:sign[ -]?up|register|enrol+|create an account|open an account|log ?in)\b"
            rf" {_SOME}(?:using|with|through|via|by|under|from) {_FEW}(?:referral|invite|"
            r"invitation|affiliate|ref|promo|my|our) ?(?:link|code|url)?",
            rf"{_DO}(?:sign[ -]?up|register|enrol+) (?:for|to|on|at|with|in|into) (?:{_COLUMN}|"
            rf"{_OURS}\b)"
            r"(?! (?:test|demo|staging|sandbox|made-up|mock))",
            rf"{_DO}(?:sign[ -]?up|register|enrol+) (?:on|at|with) [\w-]+\.[a-z.-]{{2,}}",
            r"^(?:simple |easy |quick |free )*sign[ -]?ups?(?: ?[+(]|, ?(?:no|then|and|confirm))",
            rf"{_DO}complete (?:an |the |our )?offers?\b",
            rf"{_DO}(?:complete|finish) (?:the |your )?(?:registration|sign[ -]?up)\b",
            rf"{_DO}(?:create|make|open) your (?:own |free )*account\b",
            rf"{_DO}use {_FEW}link to (?:register|sign[ -]?up|join|enrol)",
            rf"{_DO}(?:use|enter|click|open|share) {_FEW}(?:referral|affiliate|invite|invitation|"
            r"ref) (?:link|code|url)",
            rf"{_DO}(?:download|install)(?: and [\w-]+)? {_SOME}(?:app|game|apk|extension|it)\b"
            rf"(?=.*\b(?:keep|leave|days|reach|level \d+|referral|sign[ -]?up|register|uninstall|"
            rf"deposit)\b)",
            rf"{_DO}(?:make|place|pay) (?:a|an|your) (?:first |small |minimum )*deposit\b",
            rf"\b(?:we|i) (?:need|want|buy|pay for|are looking for) {_FEW}(?:sign[ -]?ups|"
            r"registrations|installs|referrals)\b",
        ),
    ),
    Rule(
        id="W06-buying-traffic",
        title=N_("Buying traffic"),
        reason=N_("visits, views and clicks that are paid for defraud whoever pays for them"),
        instead=N_("ask for what people notice on the page: a website test with its questions"),
        patterns=(
            rf"{_DO}click (?:on )?(?:at least )?{_OURS} {_FEW}(?:ads?|adverts?|advertisements?|"
            r"banners?|sponsored \w+)\b(?! (?:in the (?:picture|image|screenshot)|below|you))",
            rf"{_DO}(?:watch|play|stream|view|listen to) (?:our|my) {_SOME}(?:{_WHOLE})\b",
            rf"{_DO}(?:watch|play|stream|view|listen to) {_OURS} {_SOME}(?:{_WHOLE})\b"
            r"(?=.*\b(?:you ?tube|channel|spotify|views?|ads?|repeat|overnight|screenshot)\b)",
            rf"{_DO}(?:visit|open|browse|stay on|go to|surf) {_OURS} {_SOME}(?:stay|remain|scroll|"
            r"wait|for|at least) (?:\w+ ){0,4}(?:\d+|one|two|three|five|ten|thirty|sixty) "
            r"(?:seconds?|minutes?|mins?|secs?|pages?)",
            rf"{_DO}(?:stay|remain|wait) (?:on|there)\b {_SOME}(?:\d+|one|two|three|five|ten|"
            r"thirty|sixty) (?:seconds?|minutes?|mins?|secs?)",
            rf"{_DO}(?:click|visit|open) {_SOME}and stay (?:for )?(?:at least )?\d+ (?:sec|min)",
            rf"{_DO}(?:watch|view) (?:\d+|many|as many) {_NAMED}ads\b",
            rf"{_DO}(?:visit|open) \d+ {_NAMED}pages\b",
            rf"{_DO}visit {_FEW}(?:and|then) click (?:on )?\d+\b",
            rf"{_DO}search(?:,| and| then| \+) ?click\b",
            rf"{_DO}(?:post|drop|spread|put|place) {_SOME}(?:our|my) {_FEW}(?:link|url|ad|offer)\b",
            rf"{_DO}(?:share|forward|send) this {_SOME}(?:friends|contacts|groups|followers)\b",
            rf"{_DO}pin (?:our|my) ",
            rf"{_DO}(?:search|google|look) {_SOME}(?:google|bing|keyword|for) {_SOME}(?:and|then)? "
            rf"?{_FEW}(?:click|open|visit) (?:on )?(?:our|my|us)\b",
            rf"{_DO}(?:share|repost|retweet|re-?tweet) (?:our|my|this|\{{\{{[^}}]*\}}\}}) "
            rf"{_FEW}(?:{_SHARED}|link|ad|site|website|offer)\b",
            r"\b(?:we|i) (?:need|want|buy|pay for|are looking for) "
            rf"{_FEW}(?:traffic|views|visitors|clicks|streams|plays|impressions)\b",
            rf"{_DO}(?:boost|increase|generate|get|bring|send)(?: us| me| our| my)? {_FEW}"
            r"(?:traffic|views|visitors|clicks|streams|plays)\b(?! (?:data|report|figures))",
        ),
    ),
    Rule(
        id="W07-making-accounts",
        on_test_systems=True,
        title=N_("Making, verifying or trading accounts"),
        reason=N_("accounts in other people's hands serve spam and fraud"),
        instead=N_("give test accounts of your own, and say so in the steps of the test"),
        patterns=(
            rf"{_DO}(?:create|make|open|register|set up|produce|farm)(?: us| me)? "
            rf"{_FEW}{_NETWORK} {_FEW}(?:accounts?|address(?:es)?|profiles?|ids?|mailbox(?:es)?)\b",
            rf"{_DO}(?:create|make|open|register|set up|produce|farm)(?: us| me)? "
            rf"(?:new |fresh |fake |verified |\d+ |several |many |some |multiple |two |a |an |as "
            rf"many )+(?:\w+ )?accounts?\b(?! of (?:what|how|the|events))",
            rf"{_DO}(?:sell|rent|rent out|lend|give|hand over|buy|swap|share|verify|age|warm up)"
            rf"(?: us| me| to us)? {_FEW}(?:your |our |my |an? |old |aged |verified |\d+ "
            rf")+{_FEW}accounts?\b"
            rf"(?! (?:number|of what))",
            rf"{_DO}link your {_NAMED}(?:number|device|whatsapp|telegram)\b",
            rf"{_DO}scan {_SOME}qr {_SOME}(?:whatsapp|telegram|to link)\b",
            rf"{_DO}(?:activate|buy|get|register|rent|lend|give) {_FEW}sim cards?\b",
            rf"{_DO}receive {_FEW}sms (?:for us|for me|with|and)\b",
            rf"^{_NETWORK} accounts? (?:creation|verification|making)\b",
            r"\b(?:we|i) (?:need|want|buy|pay for|rent|are looking for) "
            rf"{_FEW}(?:(?:{_NETWORK}|verified|aged|fake|fresh|pva|new) )+accounts?\b",
        ),
    ),
    Rule(
        id="W08-solving-captchas",
        title=N_("Solving captchas"),
        reason=N_("a captcha asks for a person, and this would answer it for a machine"),
        instead=N_("pictures of your own may be labelled and transcribed as they are"),
        patterns=(
            rf"{_DO}(?:solve|type|enter|complete|pass|fill in|answer|bypass|transcribe|read|"
            rf"decode|crack|do|break)(?: out)? {_SOME}(?:re|h)?-?captchas?\b",
            r"\b\d?captcha[ -]?(?:solving|solvers?|typing|entry|breaking|work|farm|tasks?)\b",
            r"\b(?:prove|show) that (?:we|our bot|it) (?:are|is) (?:not a robot|human)\b",
        ),
        always=(
            r"^captchas?\W*$",
            r"\bwhat (?:does|do|is|are)(?: \w+){0,5} captchas?\b(?: say| read| show|\?)",
            r"^(?:the )?(?:text|letters|characters|words?|code) (?:of|in|from|on) (?:the|this|"
            r"each) "
            r"captcha",
        ),
    ),
    Rule(
        id="W09-passwords-and-codes",
        title=N_("Passwords and one-time codes"),
        reason=N_("whoever has them has somebody's account or money"),
        instead=N_("give a test account of your own; a completion code of your own page is fine"),
        patterns=(
            rf"{_DO}(?:send|give|tell|share|enter|type|write|paste|forward|provide|submit|post|"
            rf"upload|show|message|dm|text|report|fill in|copy|read out|let)(?: us| me| it| in)? "
            rf"{_SOME}(?:your|the|his|her|their|someone's|somebody's|a friend's|any|mother's|"
            rf"customer's) {_FEW}(?:passwords?|pass ?words?|pass ?codes?|pin(?: code| number)?|"
            rf"seed phrases?|recovery phrases?|private keys?|log[ -]?ins?(?: data| details)?|"
            rf"credentials|cvv|cvc|card number|otps?|2fa codes?|backup codes?|cookies|"
            rf"session tokens?)\b(?! (?:field|box|button|page|form|rules|policy|screen|meter|of our"
            rf" test|from the (?:card|sheet|test)|shown))",
            rf"{_DO}(?:send|give|tell|share|enter|type|write|paste|forward|provide|submit|post|"
            rf"upload|show|report|copy|read out)(?: us| me| it| in)? {_SOME}"
            rf"(?:one[ -]?time|otp|2fa|two[ -]factor|sms|activation sms|whatsapp|telegram|login|"
            rf"authenticator) {_FEW}(?:codes?|passwords?|pins?|messages?)\b",
            rf"\b(?:codes?|pins?|passwords?|numbers?|digits)\b {_SOME}(?:you (?:got|get|receive|"
            rf"received|were sent|are sent|will get|will receive)|sent to|arrives?|comes?|came|"
            rf"received|from) {_FEW}(?:by |via |in |on |as |over |through |to )?{_FEW}"
            rf"(?:sms|text message|texts?|phone|mobile|inbox|whatsapp|telegram|authenticator|bank|"
            rf"e-?mail)\b(?!.*\b(?:our test|test account|we sent|survey|study|invitation)\b)",
            rf"{_DO}(?:send|give|tell|enter|type|write|forward)(?: us| me| to us)? (?:the |that |"
            rf"your )?(?:\w+ )?(?:code|pin|digits) (?:that |which )?(?:you |was |were )?(?:got|get|"
            r"received|receive|sent|texted)\b"
            r"(?!.*\b(?:invitation|survey|study|letter|parcel|package|prototype|flyer)\b)",
            rf"{_DO}(?:log|sign)[ -]?in (?:to|with|using) your (?:\w+ )?"
            rf"(?:{_NETWORK}|bank(?:ing)?|wallet)\b",
            rf"{_DO}(?:send|give|tell|provide|share|enter|submit)(?: us| me)? (?:login|account|"
            rf"bank) "
            r"(?:credentials|details|data)\b",
            r"\byou(?: will|'ll)? (?:get|receive) (?:an? )?(?:sms|text|text message|call|e-?mail) "
            r"with (?:an? |the )?(?:\w+ )?code\b",
            r"\b(?:send|text) (?:you )?an? (?:\w+ )?code (?:to|on) your\b",
            rf"\b(?:we|i) (?:need|want|ask for|will need) your {_FEW}(?:passwords?|log[ -]?ins?|"
            r"pin|credentials|otp|one[ -]time)\b",
            r"\b(?:code|pin|sms) (?:that |which )?\w+ (?:sends|texts|sent) (?:to )?you\b",
            rf"{_DO}(?:read|tell|dictate) (?:us|me) the (?:code|digits)\b",
            rf"{_DO}(?:connect|import|link) your (?:\w+ )?wallet\b",
        ),
        always=(
            r"\b(?:what|which) (?:is|are|was|were) (?:your|his|her|their|the)(?: [\w-]+){0,3} "
            r"(?:password|passcode|pin(?! code of)|otp|one[ -]?time (?:code|password)|2fa code|"
            r"seed phrase|"
            r"recovery phrase|cvv|cvc|credit card number|private key)\b(?! \w+ (?:field|rules))",
            r"\b(?:what|which) (?:is|was) (?:the|your) (?:\w+ )?code "
            r"(?:that |which )?(?:you |was |we )?(?:got|received|sent|texted)",
            r"^(?:your|his|her|their) (?:\w+ ){0,2}(?:password|passcode|pin|otp|seed phrase|cvv)"
            r"[:?]?$",
            r"^(?:the )?(?:one[ -]?time|sms|otp|2fa|login) (?:code|password)[:?]?$",
        ),
    ),
    Rule(
        id="W10-identity-documents",
        title=N_("Identity documents and other people's data"),
        reason=N_("a copy of a document is enough to borrow money or open accounts in somebody's "
                  "name"),
        instead=N_("ask for the fact you need, such as an age group, and mark samples as samples"),
        patterns=(
            rf"{_DO}(?:send|give|upload|take|share|submit|photograph|scan|provide|show|post|attach|"
            rf"hold|make|buy|sell|collect|copy|film|snap|get)(?: us| me)? {_SOME}"
            rf"(?:passports?|id[ -]?cards?|identity (?:cards?|documents?)|proof of identity|ids|"
            rf"i\.?d\.?|"
            rf"identification|driv(?:er|ing)(?:'?s)? licen[cs]es?|national ids?|ssn|"
            rf"social security (?:cards?|numbers?)|birth certificates?|residence permits?|"
            rf"bank cards?|credit cards?|debit cards?|bank statements?|utility bills?)\b"
            rf"(?! (?:number )?(?:field|form|page|holder|cover|wallet|reader|template|office|"
            rf"picture rules|photo rules|machine|scanner|slot|terminal))",
            rf"{_DO}(?:take|send|upload|make|record) {_FEW}selfies? {_SOME}(?:with|holding|and|of) "
            rf"{_SOME}(?:passport|id|id card|licen[cs]e|document|card)\b",
            rf"{_DO}(?:pass|complete|do|finish|go through) {_FEW}(?:kyc|identity (?:check|"
            rf"verification)|video ident\w*)\b",
            r"\b(?:we|i) (?:need|want|buy|pay for|collect|are looking for) "
            rf"{_SOME}(?:passports?|id cards?|identity documents?|driv(?:er|ing)(?:'?s)? "
            rf"licen[cs]es?|kyc)\b",
        ),
        always=(
            r"\bwhat is (?:your|his|her|their) (?:\w+ )?(?:passport|id card|id|social security|"
            r"identity card|driving licen[cs]e|ssn) ?number\b",
            r"^(?:photos?|pictures?|scans?|copies) of (?:[\w']+ ){0,3}(?:passports|id cards|"
            r"identity "
            r"(?:cards|documents)|driving licen[cs]es|ids)\W*$",
            r"^(?:passports?|id cards?) (?:scans?|photos?|pictures?|copy|copies)\W*$",
            r"^(?:a )?selfies? (?:with|holding) (?:your |an? |the )?(?:\w+ )?(?:id|passport|"
            r"document|"
            r"licen[cs]e)\b",
            r"^(?:your |a |the )?(?:photo|picture|scan|copy) of (?:your|the|his|her|their|a) "
            r"(?:\w+ )?(?:passport|id card|identity card|id|driv(?:er|ing)(?:'?s)? licen[cs]e)\b",
        ),
    ),
)
