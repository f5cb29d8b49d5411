import type { Category } from '@beli/contract';
import type { KitchenName } from './kitchens.js';

/** What tastemakers call their posts, behind what they know about; `{count}` is a number in letters. */
export const postTitles: readonly string[] = [
  '{count} places I keep going back to',
  '{count} tables worth a trip across town',
  '{count} doors for a first visit',
  '{count} rooms I would miss most',
  '{count} kitchens that are on form right now',
  '{count} answers to the question I get every week',
  '{count} places that got better this year',
];

export const postSubtitles: readonly (string | null)[] = [
  'Paid for, visited twice, in no order at all.',
  null,
  'What I tell friends when they text me at six.',
  'No opening hype, only what holds up.',
  null,
  'Bring an appetite and somebody who shares.',
];

export const postOpenings: readonly string[] = [
  'I keep a list on my phone that nobody sees. This is the part of it that I can stand behind.',
  'People ask me for one name. One name is never the answer, so here are a few.',
  'I went back to all of them in the last months, because a place is only as good as its second visit.',
  'None of these need a campaign. They need you to order well.',
  'I have eaten a lot of ordinary meals so that you can skip them.',
  'If you have one evening, pick one. If you have a week, take the train and do them all.',
];

export const postClosings: readonly string[] = [
  'Tell me what I have missed. I will go and look.',
  'Go hungry, go early, and tip well.',
  'That is all for this month. Save it for a rainy evening.',
  'I will change this the day one of them slips.',
];

export const postComments: readonly string[] = [
  'Number one is so right.',
  'Went to the second one because of this. No regrets.',
  'Saving this for the weekend.',
  'You left out my favourite, and I think I am glad about it.',
  'Finally somebody says it.',
  'We have done three of them. On to the next.',
  'My whole office thanks you.',
  'Would go back to the first one every day.',
  'Is it still easy to get a table there?',
];

/** A list of the house: its words, who has chosen it, and which places belong on it. */
export type FeaturedIdea = {
  name: string;
  description: string;
  category: Category;
  tags: readonly string[];
  /** null for the house */
  curator: string | null;
  size: number;
  kitchens?: readonly KitchenName[];
  goodFor?: readonly string[];
};

export const featuredIdeas: readonly FeaturedIdea[] = [
  {
    name: 'New York, the first twelve',
    description: 'Where to begin when everything is new.',
    category: 'restaurants',
    tags: ['essentials'],
    curator: null,
    size: 12,
  },
  {
    name: 'Noodles worth the queue',
    description: 'Broth, chew and patience.',
    category: 'restaurants',
    tags: ['noodles', 'ramen'],
    curator: 'priya_eats',
    size: 8,
    kitchens: ['ramen', 'sichuan', 'vietnamese', 'cantonese'],
  },
  {
    name: 'Evenings for two',
    description: 'Low light, good bread, nobody in a hurry.',
    category: 'restaurants',
    tags: ['date night'],
    curator: null,
    size: 10,
    goodFor: ['date_night'],
  },
  {
    name: 'Coffee you cross the street for',
    description: 'Counters, pastries and a second cup.',
    category: 'coffee_tea',
    tags: ['coffee'],
    curator: null,
    size: 8,
  },
];
