"""What the demo's feeds say: titles and sentences by theme, written for it."""

THEMES = {
    "learning": (
        """The half-life of a course
What I learned from a year of learning circles
Note-taking is thinking, slowly
Seek, sense, share: a personal knowledge management routine for busy weeks
Why the best onboarding is a peer
Working out loud without feeling silly
A reading habit that survives a full calendar
Teach it to keep it
Spaced practice for people with meetings
The notebook nobody sees
Learning in the flow of work is a design problem
Reflection, ten minutes on Friday
How apprentices learn what experts forgot they know
Curiosity as a team sport""",
        """Personal knowledge management starts with fewer sources and better questions.
Working out loud turns private notes into something a colleague can build on.
Peer learning happens when two people have the same problem in the same week.
A learning circle needs a rhythm, a host and permission to be unsure.
Most of what a course teaches is gone in a month unless it is used.
Reflection is the cheapest form of lifelong learning and the first to be skipped.
Writing a note in your own words is the moment when reading becomes learning.
Skills grow at the edge of what is comfortable, not in the middle of it.
A good mentor asks what you tried before telling you what to try.
Sense-making takes time that no dashboard shows.
We share what we learn because explaining it shows us the holes.
Retrieval practice beats rereading, even for grown-ups.
The network around a person learns faster than the person alone.
Microlearning works when it is tied to a task, and is noise when it is not.""",
    ),
    "leadership": (
        """Leading people who know more than you
The manager's calendar is a moral document
Psychological safety is not about being nice
Decisions, and who gets to make them
Feedback that arrives in time
What new team leads unlearn first
Trust is built in small change
The quiet power of a clear no
Coaching questions for the corridor
When the leader should speak last
Servant leadership, twenty years on
How to run a meeting that ends early
A letter to a first-time manager
Delegation is a promise""",
        """Leadership is mostly the work of making other people's decisions easier.
Psychological safety means that bad news travels upwards without a detour.
A manager who speaks last hears more than one who speaks first.
Trust grows from small promises kept on ordinary days.
Feedback is a gift only if it comes while it can still be used.
Teams follow what their leaders tolerate, not what they announce.
Coaching is asking one more question before giving the answer.
Delegation without authority is only a longer errand.
Leaders shape culture by what they notice in public.
A clear no protects the yes that was given before.
Servant leadership is not softness; it is carrying the heavy end.
One-to-one meetings belong to the person who reports, not to the boss.
Decision rights should be written down before the decision is urgent.
Executive teams rarely fail for lack of strategy; they fail for lack of honesty.""",
    ),
    "knowledge-work": (
        """Deep work in an open office
The cost of a context switch, counted
Email is not your job
A shutdown ritual for the always-on
Attention is the last scarce thing
The case for writing it down first
Meetings as a tax
What craftspeople know about focus
Slow productivity in a fast company
The myth of the ten-hour flow
Why checklists still work
Asynchronous by default, together by choice
Knowledge workers and the missing half hour
Batching, blocking and other small mercies""",
        """Knowledge work has no visible pile, so it is easy to add one more thing to it.
Deep work needs a door, a deadline and a reason.
Every context switch leaves a residue of attention behind.
Productivity for knowledge workers is not the number of things started.
A written brief saves three meetings and one misunderstanding.
Asynchronous work rewards those who write clearly.
Meetings expand until the only time left for focus is the evening.
The inbox is a list of other people's priorities.
Time blocking is a way of telling the calendar the truth.
A shutdown ritual lets the mind believe that the day is over.
Attention residue is why a quick question is never quick.
Checklists free the mind for what can't be put on a list.
Slow productivity means doing fewer things, at a natural pace, well.
Information overload is a failure of filters and of nerve.""",
    ),
    "communities": (
        """What keeps a community of practice alive in year three
The facilitator's invisible work
Lurkers are learning too
From mailing list to movement
Rituals for communities that never meet
Stewarding knowledge without owning it
The first fifty members
Why our community closed, and why that was right
Domain, community, practice: an old triangle that still holds
Moderation as hospitality
How guilds spread good practice between teams
Bridging: the people who belong to two communities
The annual gathering is not the community
Small talk is infrastructure""",
        """A community of practice is held together by a domain that members care about.
The facilitator's best work leaves no trace but a livelier conversation.
Lurkers are legitimate peripheral participants, and most of them are learning.
Communities of practice spread tacit knowledge that no wiki holds.
Weak ties bring news; strong ties bring help.
Stewarding knowledge means keeping it alive, not keeping it.
A guild shares practice across teams without asking for a reorganisation.
Online communities need rituals as much as they need rules.
Moderation is hospitality with boundaries.
People who belong to two communities carry ideas across the gap.
A community grows at the speed of trust among its members.
The domain must be narrow enough to matter and wide enough to breathe.
Hosting a knowledge café costs two hours and a pot of coffee.
Collective learning needs someone to remember what was said last time.""",
    ),
    "careers": (
        """The portfolio career grows up
Changing careers at fifty without starting over
Your job title is not a plan
Skills-based hiring, a progress report
The career lattice
What the sabbatical taught our engineers
Job crafting on a Tuesday
Strength in the second act
Interviews that look like work
Negotiating for time instead of money
The long career and the short contract
Mid-career, mid-question
Learning to be a beginner again at work
References are stories""",
        """A career is a series of experiments that only look like a plan afterwards.
Skills-based hiring opens doors that degrees kept closed.
Job crafting changes the work from within before changing the job.
A portfolio career spreads risk and asks for better bookkeeping.
Career changers bring a network that newcomers lack.
The career ladder has become a lattice, with more sideways steps.
Mid-career is when the questions become more useful than the answers.
Internal mobility keeps people who would otherwise look outside.
A sabbatical returns more to the employer than it costs.
Work samples predict performance better than interviews do.
Reskilling works when there is a real job at the end of it.
Mentors open doors; sponsors walk through them with you.
Longer lives mean more chapters, and more beginnings, in one career.
The gig economy promised freedom and delivered variance.""",
    ),
    "organisation": (
        """Self-management after the hype
Conway's law in the org chart
Why reorganisations fail on day ninety
Teams of teams
The four-day week, two years later
Bureaucracy is a love letter to past mistakes
Flat is not simple
What the pilot plant taught headquarters
Roles instead of jobs
How a hospital ward redesigned its own shifts
Budgets without the season
Change by invitation
The limits of agile at scale
Distributed authority, concentrated trust""",
        """Organisation design decides which conversations are easy.
Self-managing teams need more structure than managed ones, not less.
Conway's law means that the software will look like the org chart.
A reorganisation moves the boxes and leaves the work where it was.
Distributed decision making is slow to learn and fast to use.
The four-day week works where the work was redesigned first.
Bureaucracy is what is left of a problem that somebody solved once.
Roles change faster than jobs, and are easier to hand over.
Change by invitation takes longer and lasts longer.
Autonomy without alignment is a holiday from each other.
Flat organisations have hierarchies too; they are only harder to see.
Teams of teams share context before they share tasks.
The future of work is being designed ward by ward and shift by shift.
Employee ownership changes who stays late, and why.""",
    ),
    "remote": (
        """Hybrid is a verb
The remote team's handbook, page one
Time zones are a design constraint
Cameras off, attention on
Offices as places to disagree
Distributed teams and the myth of the water cooler
Writing is the new meeting
What return-to-office mandates measure
A home desk with a door
Remote onboarding that works in week one
The commute as a border
Documentation is kindness
Presence without surveillance
When to fly the team in""",
        """Remote work moves the effort from presence to writing.
Hybrid work fails when the meeting room and the screen hold two different meetings.
Distributed teams need a handbook before they need a chat tool.
Documentation is a kindness to a colleague in another time zone.
Return-to-office mandates measure badges, not work.
Telework was a privilege once and became a habit in a month.
Fly the team in for arguments, not for announcements.
Remote onboarding works when somebody's job is to be interrupted.
A commute was also a border between two lives.
Presence can be felt without being watched.
The office is now a tool for disagreeing in good faith.
Time zones turn a team into a relay, if it lets them.
Digital nomads discovered that community does not travel well.
Virtual teams that write things down argue less.""",
    ),
    "automation": (
        """What the copilot did to our code reviews
Automation and the junior's first year
The machine drafts, the person signs
Tasks, not jobs
Generative tools in the back office
Algorithmic management needs an appeals court
A union reads the fine print of the model
When the chatbot is the colleague
Augmentation, measured honestly
The deskilling question
Judgement is the new bottleneck
An inventory of what we will not automate
Prompting is specification by another name
The productivity paradox returns""",
        """Automation takes tasks first and jobs later, if at all.
Artificial intelligence drafts quickly, and somebody still has to sign.
Generative tools raise the floor faster than they raise the ceiling.
Algorithmic management needs a person to appeal to.
Human judgement becomes the bottleneck when drafting is free.
Augmentation works best where the worker chooses the tool.
The juniors' first tasks are the ones that machines learn first.
Deskilling is what happens when nobody practises the hard part any more.
Productivity figures lag behind the demonstrations by a decade.
Workers who help to design the automation fear it less.
A model that can't say why should not say no to a person.
Robots on the ward carry linen; nurses carry the rest.
Every automated step needs someone who remembers how it was done by hand.
The labour market adapts in years and the tools change in months.""",
    ),
    "cooking": (
        """Leek soup for a grey day
The patient sourdough
Five things to do with stale bread
A pickle for every season
Roast squash, three ways
The omelette, again
Plum cake from the tray
Beans that taste of something
A stew that improves overnight
Lemons in winter
Dumplings with a friend
Salt, late and early""",
        """Warm the pan before the butter goes in.
The dough should feel like an earlobe.
Let the onions take their time; they know what they are doing.
Season at the end, taste, and season again.
Serve it with bread that is not too fresh.
Leftovers are tomorrow's best idea.
A pinch of sugar rounds the tomatoes.
Slice thinly, salt, and wait for a quarter of an hour.
The oven does the rest while you set the table.
Stir slowly and keep the heat low.""",
    ),
    "sport": (
        """Late goal settles the derby
Relay record falls at last
Rain stops play again
The goalkeeper who writes poems
A quiet transfer window
Underdogs reach the semi-final
Cyclists meet the wind
Chess club wins promotion
The marathon with no spectators
Coach leaves by mutual agreement""",
        """The home side pressed from the first whistle.
A deflection in the last minute decided it.
The supporters sang long after the floodlights went out.
The referee looked at the screen and changed his mind.
The peloton split in the crosswind before the harbour.
Her final leg was the fastest of the night.
The coach praised the defence and went home.
Two points separate them with three rounds to play.""",
    ),
    "garden": (
        """What to prune in November
Slugs, a negotiation
A hedge for sparrows
Tulips by the hundred
The compost that steams
Apples worth storing
Rain barrels, compared
Moss is not a failure
Seeds to sow under glass""",
        """Cut to an outward-facing bud and stop there.
Mulch keeps the frost from lifting the young roots.
The robin waits for the spade.
Water in the morning, deeply and seldom.
Compost wants air, and a little patience.
Leave the seed heads standing for the finches.
Clay soil forgives much but forgets nothing.
A hedge takes five years and gives fifty.""",
    ),
}
