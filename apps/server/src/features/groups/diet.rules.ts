import type { DietarySlug } from '@beli/contract';

/** Which kinds of dishes a menu has. */
export interface Menu {
  readonly vegetarian: boolean;
  readonly vegan: boolean;
  readonly glutenFree: boolean;
  readonly pescatarian: boolean;
}

type Proof = (menu: Menu) => boolean;
type Slug = DietarySlug;

/** Restrictions that a menu decides: a dish of the kind is there, or it is not. */
const DECIDED_BY_MENU: Partial<Record<Slug, Proof>> = {
  vegetarian: (menu) => menu.vegetarian || menu.vegan,
  vegan: (menu) => menu.vegan,
  'gluten-free': (menu) => menu.glutenFree,
  pescatarian: (menu) => menu.pescatarian || menu.vegetarian || menu.vegan,
};

/** Restrictions that a menu may fulfil by the way. Where it does not, nothing is known: a menu need not say so. */
const SHOWN_BY_MENU: Partial<Record<Slug, Proof>> = {
  'no-beef': (menu) => menu.pescatarian || menu.vegetarian || menu.vegan,
  'no-pork': (menu) => menu.pescatarian || menu.vegetarian || menu.vegan,
  'no-red-meat': (menu) => menu.pescatarian || menu.vegetarian || menu.vegan,
  'lactose-intolerant': (menu) => menu.vegan,
};

/** Tags by which a restaurant says what its menu does not. */
const TAGS: Partial<Record<Slug, readonly string[]>> = {
  'dairy-allergy': ['dairy-free'],
  'lactose-intolerant': ['dairy-free', 'lactose-free'],
  'nut-allergy': ['nut-free'],
  'peanut-allergy': ['peanut-free', 'nut-free'],
  'shellfish-allergy': ['shellfish-free'],
  'soy-allergy': ['soy-free'],
  halal: ['halal'],
  kosher: ['kosher'],
  'no-beef': ['no-beef', 'beef-free'],
  'no-pork': ['no-pork', 'pork-free', 'halal', 'kosher'],
  'no-red-meat': ['no-red-meat'],
  paleo: ['paleo'],
};

/** "Gluten_Free options" -> "gluten-free" */
const toKind = (tag: string) =>
  tag
    .toLowerCase()
    .replaceAll(/[\s_]+/g, '-')
    .replace(/-(options|friendly)$/, '');

/** Whether menus decide anything for these restrictions. */
export const needsMenu = (restrictions: readonly Slug[]): boolean =>
  restrictions.some((slug) => DECIDED_BY_MENU[slug] ?? SHOWN_BY_MENU[slug]);

/** The restrictions that count for the score. */
export const decidedByMenu = (restrictions: readonly Slug[]): Slug[] =>
  restrictions.filter((slug) => DECIDED_BY_MENU[slug]);

export interface DietVerdict {
  /** of 20 */
  readonly points: number;
  /** whether everything that was asked for is known to be fulfilled; false where nothing was */
  readonly isAccommodated: boolean;
  /** what nobody but the restaurant can tell, in the order of the restrictions */
  readonly toAsk: readonly Slug[];
}

/**
 * What is known of a restaurant for these restrictions. All or nothing: one that the menu lacks takes all points,
 * a missing menu half of them, because it says neither. What menus never tell takes none: it is to be asked.
 * @param menu null where there is none
 */
export function judgeDiet(
  restrictions: readonly Slug[],
  menu: Menu | null,
  tags: readonly string[],
): DietVerdict {
  const kinds = new Set(tags.map(toKind));
  const decided = decidedByMenu(restrictions);
  const rest = restrictions.filter((slug) => !DECIDED_BY_MENU[slug]);
  const toAsk = rest.filter(
    (slug) => !(menu && SHOWN_BY_MENU[slug]?.(menu)) && !TAGS[slug]?.some((tag) => kinds.has(tag)),
  );
  if (decided.length > 0 && menu === null)
    return {
      points: 10,
      isAccommodated: false,
      toAsk: restrictions.filter((slug) => [...decided, ...toAsk].includes(slug)),
    };
  const isMet = decided.every((slug) => menu && DECIDED_BY_MENU[slug]?.(menu));
  return {
    points: isMet ? 20 : 0,
    isAccommodated: restrictions.length > 0 && isMet && toAsk.length === 0,
    toAsk,
  };
}
