/**
 * What people write, sentence by sentence. `{dish}` `{dish2}` `{dessert}` `{drink}` come from the menu,
 * `{friend}` from the company, `{hood}` `{cuisine}` `{place}` from the place; `{was}` `{it}` `{is}` agree
 * with `{dish}`, which starts a sentence as `{Dish}` and is `{hotDish}` where it must not be a cold one.
 */
export type Mood = 'great' | 'good' | 'mixed' | 'poor';
/** Kinds of places, and circumstances that a line needs. */
export type Setting =
  | 'any'
  | 'table'
  | 'bar'
  | 'bakery'
  | 'cafe'
  | 'coffee'
  | 'sweet'
  | 'counter'
  /** the dishes in question are salted */
  | 'savory'
  /** takes reservations */
  | 'booked'
  | 'pricey'
  | 'modest';
export type Part = 'opening' | 'food' | 'around' | 'closing';

type Lines = Partial<Record<Setting, readonly string[]>>;

export const reviewLines: Record<Mood, Record<Part, Lines>> = {
  great: {
    opening: {
      coffee: ['The most careful coffee in {hood}, made by people who smile.'],
      any: [
        'One of the best things to happen to {hood} in years.',
        'I keep finding excuses to be in {hood} because of this place.',
        'Went in with high hopes and left with higher ones.',
        'Believe the people who keep sending you here.',
        'I have been thinking about {place} all week.',
        '{friend} had been telling me about {place} for months and was right.',
        'Easily the best {cuisine} I have had this year.',
        'This is the {cuisine} spot I send everyone to now.',

        'Some places just know exactly what they are.',
        'I would cross two bridges for this.',
        'Everything clicked.',
        'Came on a whim, stayed far too long.',
        'My new answer to where to go in {hood}.',
        'I moved {place} to the top of my list and it is staying there.',
        '{hood} is lucky to have this.',
      ],
      table: [
        'We ordered half the menu and I would not send back a single plate.',
        'The kind of dinner you talk about on the walk home.',
        'My parents were in town and this is where I took them.',
        'Celebrated a birthday here and they made it feel special without a fuss.',
        'From the first plate to the check, not one wrong note.',
        '{friend} and I shut the place down without noticing.',
        'Sat at the counter and watched the kitchen work, best seat in the house.',
        'Every seat was taken, which tells you everything.',
      ],
      bar: [
        'Exactly what I want from a bar: low light, good drinks, no rush.',
        'The bartender asked two questions and then made the best drink of my month.',
        'We came for one and left three hours later.',
        'Finally a bar in {hood} where you can hear the person next to you.',
        'Best first date spot I know, whether or not the date works out.',
      ],
      bakery: [
        'Get there before nine or live with your regrets.',
        'I could smell the butter from the corner.',
        'The line moves fast and it is worth every minute.',
        'My Saturday morning walk now ends here.',
        'Bought one thing, went back in, bought four more.',
      ],
      cafe: [
        'I have written half my thesis at the corner table.',
        'Best morning routine I have had in a long time.',
        'The kind of place where they know your order by the third visit.',
        'Quiet before nine, and the light through the front window is lovely.',
      ],
      sweet: [
        'Walked past, turned around, no regrets.',
        'The best end to any evening in {hood}.',
        'Three people, five desserts, zero leftovers.',
        'There was a line at ten at night and I happily joined it.',
      ],
      counter: [
        'Ten stools, one person cooking, perfect lunch.',
        'The best fifteen dollars I spent this month.',
        'Ate it standing up and did not mind one bit.',
        'Worth rearranging your lunch hour for.',
      ],
    },
    food: {
      savory: ['The {dish} {was} simple, precise and gone in a minute.'],
      any: [
        'The {dish} {was} the best version I have had in this city.',
        'Get the {dish}.',
        'I would come back for the {dish} alone.',
        '{friend} and I fought over the last of the {dish}.',
        'Still dreaming about the {dish}.',
        'The {dish} {was} so good that we ordered {it} twice.',
        'Do not skip the {dish}, even if you think you know what {it} {is} going to be.',
        'I never order the {dish} anywhere, but here I would not miss {it}.',
        'Between the {dish} and the {dish2} I could not pick a favorite.',
        'Start with the {dish}, then the {dish2}, then thank me.',
        '{Dish} and a {drink}: that is the order.',

        'I did not expect the {dish} to be the star, but {it} {was}.',
        'Whoever makes the {dish} deserves a raise.',
        'The {dish} at the next table looked so good that we added {it} halfway through.',
        'The {dish2} {was2} lovely, the {dish} {was} something else entirely.',
      ],
      table: [
        'The {hotDish} came out blazing hot and perfectly seasoned.',
        'Every table around us had the {dish} on it, for good reason.',
        'We mopped up what was left of the {dish} with anything we could find.',
        'Ask for the {dish} even when it is busy, they take their time with {it}.',
      ],
      bar: [
        'The {drink} is balanced in a way most bars only promise.',
        'Order the {drink} and let them talk you into a second.',
        'The {drink} alone is worth the stairs, and the {dish} {is} better than bar food has any right to be.',
        'A {drink}, the {dish}, a seat by the window, nothing to add.',
      ],
      bakery: [
        'The {dish} {was} everything I hope for at eight in the morning.',
        'Still warm at half past eight, the {hotDish} {was} gone before I got to the train.',
        'I brought the {dish} to the office and became very popular.',
      ],
      cafe: [
        'The {drink} has real sweetness and no bitterness at all.',
        'I asked for the {drink} as they like to make it, and now it is my order.',
        'A {drink} and the {dish}, and the day is in order.',
      ],
      sweet: [
        'The {dish} {was} intense without being too sweet.',
        'Share the {dish} if you must, I would not.',
        'They let me taste four things and I still went with the {dish}.',
      ],
      counter: [
        'The {dish} {is} enormous and somehow never heavy.',
        'Extra napkins for the {dish}, you will need them.',
      ],
    },
    around: {
      modest: ['For what you get, the price is more than fair.'],
      pricey: ['Not cheap, but I did not think about the bill once.'],
      coffee: ['They pull a test shot when the weather changes, which I find very reassuring.'],
      any: [
        'Staff were warm and never in the way.',
        'You can tell that the people who work here like it.',
        'The owner came by to ask how it was and actually listened.',
        'They were kind to the baby at the next table, which says a lot.',
        'Small room, big heart.',
        'They remembered us from last time.',
        'Even the music was right.',
      ],
      table: [
        'Service had that rare sense of timing.',
        'Our server steered us away from ordering too much, which never happens.',
        'Save room for the {dessert}.',
        'The {dessert} at the end was almost unfair.',
        'A glass of something cold and the corner table by the window, please.',
        'The {drink} went with everything.',
        'Tables are close together, and by the end we were sharing tips with the neighbors.',
        'They split the plates for us without being asked.',
        'We lingered for an hour after the plates were gone and nobody rushed us.',
      ],
      bar: [
        'They poured us a taste of something off the menu just because we asked.',
        'Small plates are more than an afterthought.',
        'The back room is the one you want.',
        'No screens, no shouting.',
      ],
      bakery: [
        'They sell out, and they should.',
        'Even the day-old basket is better than most bakeries in the morning.',
        'The woman at the register packs everything like a present.',
      ],
      cafe: [
        'Outlets by the wall, decent wifi, no side eye.',
        'The little bench outside is the best seat on the block.',
      ],
      sweet: [
        'Portions are honest.',
        'Kids on one side, a couple on a date on the other, all of them happy.',
      ],
      counter: [
        'They call your name like they mean it.',
        'Cash is faster, they said, and it was.',
        'There is a bench around the corner, take your food there.',
      ],
    },
    closing: {
      booked: ['Book ahead, weekends fill up fast.'],
      any: [
        'Already planning the next visit.',
        'Going back on Thursday.',
        'Go before everybody else does.',
        'I almost do not want to write this.',
        'No notes.',
        'Ten minutes from home, which is dangerous.',
        'Bringing {friend} back for a birthday.',
        'Next time I am trying the {dish2}.',
        'If you live near {hood} you have no excuse.',
        'A keeper.',
        'Cancel something and go.',
        'Straight into my top five.',
        'I left happy and a little smug.',
        'Worth every stop on the train.',
      ],
      table: [
        'Go with four people so you can try more.',
        'Walk in at opening and you will get a seat.',
        'Sit at the bar if you can.',
      ],
      bar: ['Go early or be ready to stand.', 'Stay for one more.'],
      bakery: ['Bring cash and a tote bag.', 'Buy double what you think you need.'],
      cafe: ['My desk can wait.', 'Bring a book.'],
    },
  },
  good: {
    opening: {
      savory: [
        'Came in out of the rain and stayed for a proper meal.',
        'Two of us, four plates, no complaints.',
        'The sort of menu where I could close my eyes and point.',
      ],
      coffee: ['Reliable coffee, friendly faces.'],
      any: [
        'Really solid, and I would happily go again.',
        'A dependable spot in {hood}.',
        'Not flashy, just good.',
        'Good {cuisine} without the attitude.',
        'Came with {friend} after work and had a lovely time.',
        'Better than I remembered.',
        'Nice surprise around the corner from my office.',
        'We had been meaning to try this for a while.',

        'Lives up to most of what people say.',
        'Had a craving for {cuisine} and this did the job well.',
        'Glad this is in the neighborhood.',
        'It had been on my list since spring.',
        'Went on {friend}’s recommendation and left content.',
        'Easy to like.',
        'Good call for {hood} when you do not want to think too hard.',

        'Busy, a bit loud, and good.',
        '{place} does a few things very well.',
        'Exactly as good as it needs to be.',
      ],
      table: [
        'Everybody found something they liked, picky eaters included.',
        'Good weeknight option when nobody wants to cook.',
        'We got a table at seven without a reservation, which felt like luck.',
        'The menu is short and mostly hits.',
        'Took a coworker from out of town and it made a good impression.',
        'Went early, left full.',
        'Had the early table before a show and they got us out on time.',
        'Half full when we came, very relaxed.',
      ],
      bar: [
        'Good neighborhood bar, nothing to prove.',
        'Stopped in for a nightcap and the place was humming.',
        'Decent list, friendly people behind the bar.',
        'Met {friend} here after work, easy place to talk.',
        'A bar for grown-ups, in a good way.',
      ],
      bakery: [
        'Solid morning stop on the way to the train.',
        'The case looks great and mostly tastes that way.',
        'Grabbed a bag of things for the office.',
        'A proper neighborhood bakery.',
      ],
      cafe: [
        'A good cup and a place to sit, which is all I wanted.',
        'My backup café, and a fine one.',
        'Good spot for an hour of email.',
      ],
      sweet: [
        'Nice way to end a walk around {hood}.',
        'We stopped in after dinner and were glad we did.',
        'Not the fanciest dessert in town, but I like it here.',
      ],
      counter: [
        'Fast, filling, fair.',
        'A good lunch when you have twenty minutes.',
        'The line looks long but moves.',
      ],
    },
    food: {
      coffee: ['The {drink} is smooth and they do not burn the milk.'],
      savory: [
        'The {dish} could have used a squeeze of lemon, otherwise lovely.',
        'The {dish} {was} well seasoned and not too heavy.',
        'The {hotDish} {was} comforting on a cold day.',
      ],
      any: [
        'The {dish} {was} the best thing we had.',
        'I liked the {dish} a lot, the {dish2} a little less.',
        'The {dish} {was} very good, and the portion was generous.',
        'Would order the {dish} again.',
        '{friend} had the {dish2}, I had the {dish}, and I think I won.',
        'The {dish} {is} what to get here.',

        'Everyone talks about the {dish2}, but the {dish} {was} better.',
        'They do a nice job with the {dish}.',

        'We split the {dish} and the {dish2}, which was about right for two.',

        'Nothing wild about the {dish}, just done properly.',
        'The {dish} surprised me, more going on than it says on the menu.',
        'If you only get one thing, make it the {dish}.',
        'The {dish2} {was2} fine, the {dish} {was} the reason to come.',
        'I keep ordering the {dish} and I keep being right.',
        'Happy with the {dish}, and next time I would add the {dish2}.',
      ],
      table: [
        'The {dish} came with enough for lunch the next day.',
        'They were out of the {dish2}, so we went with the {dish}, no complaints.',
        'The kitchen clearly cares about the {dish}.',
        'Our server pointed us to the {dish} and was not wrong.',
      ],
      bar: [
        'The {drink} was well made and not too sweet.',
        'I stuck with the {drink} all night and was happy.',
        'The {dish} {was} good enough to call dinner, with a {drink} next to {it}.',
      ],
      bakery: [
        'The {dish} {was} fresh and not overly sweet.',
        'The {hotDish} {was} still a little warm, which helps everything.',
        'I would put the {dish} up against most in {hood}.',
      ],
      cafe: [
        'Good {drink}, and the {dish} held me until lunch.',
        'The {drink} was a touch strong for me, in a nice way.',
      ],
      sweet: [
        'The {dish} {was} rich, so share {it}.',
        'I liked that the {dish} {was} not drowned in sugar.',
        'Kids went for something else, I went for the {dish}.',
      ],
      counter: ['The {dish} {is} the move, with everything on {it}.', 'Good value, especially the {dish}.'],
    },
    around: {
      modest: ['Fair prices for {hood}.', 'You can eat well here without thinking about the bill.'],
      coffee: ['Oat milk at no extra charge, thank you.'],
      any: [
        'Service was friendly and quick.',
        'Prices have gone up a little, as everywhere.',
        'It gets loud once it fills up.',
        'A bit of a wait, nothing terrible.',
        'The room is plain but comfortable.',
        'They were patient with our indecision.',
        'Seats are not made for long evenings.',
        'Bathroom was spotless, for what it is worth.',
        'Someone there has good taste in records.',
      ],
      table: [
        'The {dessert} was nice too, if not essential.',
        'Portions are on the bigger side, order less than you think.',
        'Plates came out as they were ready, which I did not mind.',
        'We could have skipped dessert, but the {dessert} was a good idea.',
        'Tables by the window are worth asking for.',
        'A {drink} and a shared plate would make a good light dinner.',
        'The back is quieter than the front.',
        'They squeezed in a fifth chair for us without a sigh.',
        'Water glasses stayed full, small thing, but still.',
        'Our order got mixed up once and they fixed it right away.',
      ],
      bar: [
        'Happy hour is worth planning around.',
        'The bartender knows the list well.',
        'Stools at the end are the best ones.',
        'It turns into a crowd after ten.',
      ],
      bakery: [
        'Short line even on a weekend.',
        'Cheaper than you would think.',
        'Nowhere to sit, so plan for the park.',
      ],
      cafe: [
        'Seating is tight around lunch.',
        'Music a little loud for working, fine for talking.',
        'Nice people at the register.',
      ],
      sweet: ['Portions are generous.', 'Open late, which I appreciate.'],
      counter: ['Counter staff are quick and funny.', 'Order at the window and wait for the bell.'],
    },
    closing: {
      booked: ['Reserve if it is Friday.'],
      any: [
        'Will be back.',
        'Would go again with a bigger group.',
        'Good for what it is, and what it is is good.',
        'In the rotation.',
        'Not a destination, but a very good neighbor.',
        'Glad I finally went.',
        'I can see this becoming a habit.',
        'Recommended if you are nearby.',
        'Next time the {dish2}.',
        'Happy to have it on the list.',
        'I would send a friend here without worrying.',
        'We walked home through {hood} in a good mood.',

        'It earned another visit.',
      ],
      table: ['Nice evening all around.', 'Go early, it fills up by eight.', 'Good one for a low-key date.'],
      bar: ['Good place to start an evening.', 'Would come back on a quiet night.'],
      bakery: ['Weekend ritual material.', 'See you next Saturday.'],
      cafe: ['Good for an hour or two.', 'I will keep it as my Tuesday place.'],
      counter: ['Lunch sorted.', 'I walked back to work happy.'],
    },
  },
  mixed: {
    opening: {
      pricey: [
        'Beautiful plates, not a lot of flavor on some of them.',
        'A room like this makes you expect more from the kitchen.',
      ],
      booked: ['We waited forty minutes past our reservation, which did not help.'],
      coffee: ['Decent coffee, not much warmth.'],
      any: [
        'Wanted to like this more than I did.',
        'Fine, but I am not sure I would go out of my way.',
        'A mixed bag.',
        'Maybe we caught it on an off day.',
        'Has its moments.',
        'I think {place} used to be better.',
        'Good idea, uneven execution.',
        'Somewhere between okay and pretty good.',
        '{friend} liked it more than I did.',
        'Perfectly pleasant, a little forgettable.',
        'There is better {cuisine} within a few blocks.',
        'The hype set the bar too high.',
        'Convenient if you are already in {hood}.',
        'Half of what we ordered was good.',
        'It was all right.',
      ],
      table: [
        'Nice room, average dinner.',
        'Starters were better than the mains.',

        'The kitchen seemed to be rushing.',
      ],
      bar: [
        'Great looking bar, drinks are hit and miss.',
        'Good crowd, slow service.',
        'You are paying for the room here.',
      ],
      bakery: ['Looks better than it tastes, on the whole.', 'By eleven the good things are gone.'],
      cafe: ['Fine for a takeaway cup, less so to sit in.'],
      sweet: ['Very sweet, even for dessert.', 'Cute place, average dessert.'],
      counter: ['Convenient more than anything.', 'Fine when you are hungry.'],
    },
    food: {
      pricey: ['For that price the {dish} should be better.'],
      savory: [
        'The {dish} needed salt.',
        'The {hotDish} {was} lukewarm by the time {it} got to me.',
        'The {dish} {was} fine, if a bit bland.',
        'The {dish} {was} heavier than I wanted.',
      ],
      any: [
        'I would go back for the {dish} and little else.',
        'The {dish} {was} good, the {dish2} not so much.',

        'I had higher hopes for the {dish}.',

        'Liked the {dish}, would skip the {dish2}.',
        'The {dish} saved it for me.',
        'The {dish} looked better than {it} tasted.',
        '{friend} finished the {dish2}, I left some of the {dish}.',

        'The {dish} {was} a little dry.',
        'Two bites of the {dish} were great, then it got monotonous.',
      ],
      bar: [
        'My {drink} was mostly ice.',
        'The {drink} was too sweet for me, the second round was better.',
        'Stick to the {dish} and something simple to drink.',
      ],
      bakery: [
        'The {dish} {was} a day old, I would bet on it.',
        'The {dish} had good flavor but no crunch left.',
      ],
      cafe: [
        'My {drink} was lukewarm.',
        'The {drink} was all right, the {dish} came out of the fridge.',
        'The {drink} tasted a bit flat to me.',
      ],
      sweet: ['The {dish} {was} more sugar than anything else.'],
      counter: ['The {dish} {was} greasier than I like.'],
    },
    around: {
      pricey: ['A little pricey for what it is.', 'At these prices I notice every small thing.'],
      any: [
        'Service was nice but scattered.',
        'It took a while to get anyone’s attention.',
        'Loud enough that we gave up talking.',
        'Tables packed very close.',
        'The staff are kind, to be fair.',
        'They were short-staffed and said so, which I appreciated.',
        'Music much too loud.',
      ],
      table: [
        'The {dessert} was the best part.',
        'Everything arrived at once on a table for two.',
        'We were asked three times whether we were done.',
        'The check took longer than the food.',
        'Drinks are steep.',
      ],
      bar: ['Waited fifteen minutes for a second round.', 'Nowhere to put a coat.'],
      cafe: ['Not a free seat after ten.', 'Wifi was down.'],
      bakery: ['The line does not justify it.'],
    },
    closing: {
      any: [
        'I would give it one more try.',
        'Not in a hurry to return.',
        'Maybe for lunch next time.',
        'Could be great with a bit more care.',
        'Okay if somebody else picks it.',
        'I expected more after everything I had heard.',
        'Fine, just fine.',
        'It will do.',
        'There are better options in {hood}.',
        'Your mileage may vary.',
      ],
      table: ['Share plates and keep expectations modest.', 'Go on a weeknight, I think that would help.'],
      bar: ['One drink, then on to somewhere else.'],
    },
  },
  poor: {
    opening: {
      booked: ['The reservation was lost, and it went downhill from there.'],
      pricey: ['Dinner for two, a lot of money, very little joy.'],
      coffee: ['Burnt coffee in a nice cup.'],
      any: [
        'Disappointing.',
        'I do not understand the line outside.',
        'Really wanted this to work.',

        'This was a letdown after so many good reports.',
        'Something has changed here, and not for the better.',
        'Skip it.',
        '{friend} picked it and apologized on the way out.',
        'I cannot remember when I last left food like this.',
        'The most forgettable {cuisine} I have had in a while.',

        'I rarely write bad reviews, but here we are.',
      ],
      table: [
        'Not our night, and not their night either.',
        'We sat for half an hour before anyone came over.',
      ],
      bar: ['Crowded, sticky, overpriced.', 'Waited twenty minutes to be ignored.'],
      bakery: ['Stale at nine in the morning.', 'All looks.'],
      cafe: ['A café that would rather you left.'],
    },
    food: {
      savory: [
        'The {hotDish} came out cold and went back warm, no better.',
        'The {dish} {was} under-seasoned and tired.',
        'The {hotDish} {was} overcooked, the {dish2} swimming in oil.',
      ],
      any: [
        'I left most of the {dish}.',

        'Hard to say what went wrong with the {dish}, but something did.',
        'Neither the {dish} nor the {dish2} had any flavor.',
        'The {dish} tasted as if {it} had been waiting for us since noon.',
        'Nobody at the table finished the {dish}.',
        'The {dish} {was} a shadow of what people describe.',
      ],
      bar: ['The {drink} tasted of syrup.', 'Watery {drink}, no apology.'],
      cafe: ['My {drink} was scalding and bitter.'],
      bakery: ['The {dish} {was} like cardboard.'],
    },
    around: {
      pricey: ['Far too expensive for this.'],
      any: [
        'Nobody seemed to be in charge.',
        'When we said something we got a shrug.',
        'The table was still wet from the last guests.',
        'I felt bad for the one person doing all the work.',
        'The place could use a deep clean.',
      ],
      table: [
        'An hour between courses.',
        'They forgot the {dessert} and charged for it.',
        'Our check had someone else’s drinks on it.',
        'Rushed out at nine because the next party was waiting.',
      ],
      bar: ['You have to shout to order.'],
    },
    closing: {
      any: [
        'Would not go back.',
        'Save your money.',
        'There are ten better places in {hood}.',
        'Once was enough.',
        'I hope they sort it out.',

        'Maybe it was a bad day, but I will not be checking.',
        'No thank you.',
      ],
    },
  },
};

export const reviewTitles: Record<Mood, readonly string[]> = {
  great: [
    'Worth the trip',
    'The {dish}!',
    'My favorite in {hood}',
    'Go for the {dish}',
    'Just wonderful',
    'As good as everyone says',
    'A new favorite',
    'Could eat here every week',
    'Best {cuisine} in a long time',
    'Lovely from start to finish',
    '{Dish}, and then more',
    'Run, do not walk',
    'What a place',
    'Top of my list',
    '{area} gem',
  ],
  good: [
    'Solid',
    'Good neighborhood spot',
    'Very good {dish}',
    'Nice {cuisine} in {hood}',
    'Reliable',
    'Would go back',
    'A happy surprise',
    'Good on a weeknight',
    'Get the {dish}',
    'Easy to like',
    'Does what it should',
    'Better than expected',
    'Good company, good {dish}',
    'Weeknight favorite',
  ],
  mixed: [
    'Just okay',
    'Hit and miss',
    'Uneven',
    'Fine, not more',
    'Good {dish}, not much else',
    'Not sure about this one',
    'Depends what you order',
    'Expected more',
    'Nice room',
  ],
  poor: ['Disappointing', 'Not again', 'A letdown', 'Off day?', 'Skip the {dish}', 'Overrated', 'No'],
};
