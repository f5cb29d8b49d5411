import { accountIsOpen, accountIsThere } from '../users/users.public.js';

/* Who sees a reservation `r` of the account `o`. A `viewer` is the text of a parameter. */

/** The levels in order, as SQL: a level's place in it is its rank and one. */
const LEVELS = `array['Bronze', 'Silver', 'Gold', 'SC']`;

/** From when somebody of the level with this rank may claim what is open to everybody. Twin of `opensFor`. */
export const opensAt = (rank: string): string =>
  `least(r.opened_at + greatest(0, array_position(${LEVELS}, r.priority) - 1 - ${rank}::int) * interval '1 hour', greatest(r.opened_at, r.starts_at - interval '6 hours'))`;

/** The condition that the place is there, or is just being made one with another. */
const placeStands = `exists (select from restaurants p where p.id = r.restaurant_id
  and (p.deleted_at is null or exists (select from restaurant_aliases a where a.alias_id = p.id)))`;

const isRecipient = (viewer: string): string => `r.recipient_ids @> array[${viewer}]::bigint[]`;

/** The condition that it is, or was before somebody claimed it, offered to the viewer. */
export const isOfferedTo = (viewer: string): string =>
  `(r.owner_id <> ${viewer} and ${placeStands} and ((${isRecipient(viewer)} and ${accountIsThere('o', viewer)})
    or (r.shared_at is null and ${accountIsOpen('o', viewer)})))`;

/** The condition that the viewer may look at it. */
export const isShownTo = (viewer: string): string =>
  `(r.owner_id = ${viewer} or (r.status <> 'cancelled' and (
     (r.claimed_by = ${viewer} and ${accountIsThere('o', viewer)})
     or (r.status = 'available' and ${isOfferedTo(viewer)})
     or (${isRecipient(viewer)} and ${isOfferedTo(viewer)}))))`;
