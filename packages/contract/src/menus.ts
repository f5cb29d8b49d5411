import { z } from 'zod';
import {
  DietarySlug,
  Id,
  IdParam,
  MenuCategory,
  Portion,
  plainText,
  queryInt,
  queryList,
  Tag,
  WebUrl,
} from './primitives.js';
import { MenuItem } from './restaurants.js';
import { defineRoutes } from './route.js';

// Words --------------------------------------------------------------------------------------------------

export const MealTime = z.enum(['breakfast', 'lunch', 'dinner', 'any-time']);
export type MealTime = z.output<typeof MealTime>;

export const HungerLevel = z.enum(['light', 'moderate', 'very-hungry']);
export type HungerLevel = z.output<typeof HungerLevel>;

// Views ------------------------------------------------------------------------------------------------

export const OrderItem = MenuItem.pick({
  id: true,
  name: true,
  category: true,
  portion: true,
  price: true,
  popularity: true,
  image: true,
})
  .extend({ quantity: z.int().min(1), reason: z.string() })
  .meta({ id: 'OrderItem' });
export type OrderItem = z.output<typeof OrderItem>;

export const OrderSuggestion = z
  .object({
    /** the same for the same question */
    id: z.string(),
    restaurantId: Id,
    partySize: z.int(),
    hungerLevel: HungerLevel,
    mealTime: MealTime,
    items: z.array(OrderItem),
    /** unknown prices count as nothing; `reasoning` says so */
    totalPrice: z.number(),
    pricePerPerson: z.number(),
    reasoning: z.array(z.string()),
    estimatedSharability: z.string(),
    shuffle: z.int(),
  })
  .meta({ id: 'OrderSuggestion' });
export type OrderSuggestion = z.output<typeof OrderSuggestion>;

// Inputs -----------------------------------------------------------------------------------------------

const dietaryRestrictions = queryList(DietarySlug, 16).optional();

export const MenuQuery = z.object({ mealTime: MealTime.optional(), dietaryRestrictions });
export type MenuQuery = z.output<typeof MenuQuery>;

export const OrderQuery = z.object({
  partySize: queryInt(1, 12),
  hungerLevel: HungerLevel,
  mealTime: MealTime.default('dinner'),
  dietaryRestrictions,
  /** another selection of what is as popular, a different one for each number */
  shuffle: queryInt(0, 999).default(0),
});
export type OrderQuery = z.output<typeof OrderQuery>;

const Price = z
  .number()
  .min(0)
  .max(99_999.99)
  .refine((price) => Math.abs(price * 100 - Math.round(price * 100)) < 1e-6, 'must be in whole cents')
  .transform((price) => Math.round(price * 100) / 100);

export const MenuItemInput = z.strictObject({
  /** of an item that stays, so that it keeps its id; a new item has none */
  id: Id.optional(),
  name: plainText(200, 1),
  category: MenuCategory,
  description: plainText(1000).default(''),
  price: Price.nullable().default(null),
  portion: Portion.default('medium'),
  popularityScore: z.int().min(0).max(100).default(50),
  isVegetarian: z.boolean().default(false),
  /** what is vegan is vegetarian too */
  isVegan: z.boolean().default(false),
  isGlutenFree: z.boolean().default(false),
  spice: z.int().min(1).max(5).nullable().default(null),
  /** empty: whenever the kitchen is open */
  mealTime: z.array(MealTime).max(4).default([]),
  tags: z.array(Tag).max(20).default([]),
  image: WebUrl.nullable().default(null),
});
export type MenuItemInput = z.output<typeof MenuItemInput>;

export const MenuInput = z.strictObject({ items: z.array(MenuItemInput).max(200) }).meta({
  examples: [
    {
      items: [{ name: 'Cacio e pepe', category: 'entree', price: 24, portion: 'medium', isVegetarian: true }],
    },
  ],
});
export type MenuInput = z.output<typeof MenuInput>;

// Routes -----------------------------------------------------------------------------------------------

const params = z.object({ id: IdParam });

export const menuRoutes = defineRoutes({
  getMenu: {
    method: 'GET',
    path: '/restaurants/:id/menu',
    tag: 'Restaurants',
    summary: 'The menu by course, most popular first; empty where none is known',
    access: 'browse',
    params,
    query: MenuQuery,
    output: z.array(MenuItem),
    status: 200,
    errors: ['RESTAURANT_NOT_FOUND'],
    httpCache: 'shared',
  },
  replaceMenu: {
    method: 'PUT',
    path: '/admin/restaurants/:id/menu',
    tag: 'Administration',
    summary: 'Replace the menu of a restaurant',
    access: 'keepCatalogue',
    params,
    body: MenuInput,
    output: z.array(MenuItem),
    status: 200,
    errors: ['FORBIDDEN', 'RESTAURANT_NOT_FOUND', 'CONFLICT'],
  },
  suggestOrder: {
    method: 'GET',
    path: '/restaurants/:id/recommendations',
    tag: 'Restaurants',
    summary: 'What a table could order; the same question always gets the same answer',
    access: 'readOwn',
    params,
    query: OrderQuery,
    output: OrderSuggestion,
    status: 200,
    errors: ['RESTAURANT_NOT_FOUND', 'NO_MENU'],
  },
});
