import type { BadgeType } from '@beli/contract';

/** How each badge of a tastemaker looks. */
export const BADGES: Readonly<Record<BadgeType, { label: string; color: string; icon: string }>> = {
  verified: { label: 'Verified', color: '#1D9BF0', icon: 'badge-check' },
  pizza_expert: { label: 'Pizza Expert', color: '#E25822', icon: 'pizza' },
  michelin_hunter: { label: 'Michelin Hunter', color: '#B8860B', icon: 'star' },
  budget_guru: { label: 'Budget Guru', color: '#2E8B57', icon: 'piggy-bank' },
  vegan_queen: { label: 'Vegan Queen', color: '#4CAF50', icon: 'leaf' },
  fine_dining_specialist: { label: 'Fine Dining Specialist', color: '#6A1B9A', icon: 'utensils' },
  street_food_explorer: { label: 'Street Food Explorer', color: '#F9A825', icon: 'map' },
  brunch_master: { label: 'Brunch Master', color: '#FFB300', icon: 'egg-fried' },
  dessert_connoisseur: { label: 'Dessert Connoisseur', color: '#EC407A', icon: 'cake-slice' },
  ramen_specialist: { label: 'Ramen Specialist', color: '#C62828', icon: 'soup' },
  wine_expert: { label: 'Wine Expert', color: '#722F37', icon: 'wine' },
};
