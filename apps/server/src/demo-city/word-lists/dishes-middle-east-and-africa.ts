import { dish, kitchen } from './dish.js';

export const levantine = kitchen(['lunch', 'dinner'], {
  appetizer: [
    dish('Hummus', 11, 'vg', 'Whole chickpeas, tahini, warm pita'),
    dish('Baba Ghanoush', 11, 'vg gf', 'Smoked eggplant, pomegranate'),
    dish('Muhammara', 12, 'vg hot1', 'Red pepper, walnut, breadcrumbs'),
    dish('Labneh', 11, 'v gf', 'Zaatar, olive oil, cucumbers'),
    dish('Fattoush', 13, 'vg', 'Crisp pita, sumac, tomato, purslane'),
    dish('Halloumi', 14, 'v gf', 'Grilled, dates, mint'),
    dish('Fried Cauliflower', 13, 'vg gf', 'Tahini, pickled chili'),
    dish('Kibbeh', 13, '', 'Bulgur shells, lamb, pine nuts'),
  ],
  entree: [
    dish('Chicken Shawarma Plate', 21, '', 'Garlic sauce, pickles, pita'),
    dish('Lamb Kofta', 24, 'gf', 'Charred tomato, yogurt, sumac onions'),
    dish('Falafel Plate', 17, 'vg', 'Five, tahini, salad, warm pita'),
    dish('Grilled Chicken Taouk', 23, 'gf', 'Yogurt marinade, toum'),
    dish('Lamb Shoulder', 58, 'gf shareable', 'Seven hours, rice, almonds'),
    dish('Mujaddara', 16, 'vg gf', 'Lentils, rice, fried onions'),
    dish('Whole Grilled Sea Bream', 34, 'gf', 'Tahini, parsley, lemon'),
    dish('Sabich', 15, 'v', 'Fried eggplant, egg, amba, in a pita'),
    dish('Arayes', 19, '', 'Pita stuffed with spiced lamb, griddled'),
  ],
  side: [
    dish('Tabbouleh', 9, 'vg', 'Mostly parsley, a little bulgur'),
    dish('Pickles', 5, 'vg gf', 'Turnip, cucumber, chili'),
    dish('Batata Harra', 10, 'vg gf hot3', 'Fried potatoes, garlic, cilantro, chili'),
    dish('Basket of Pita', 4, 'vg', 'From the stone oven'),
  ],
  dessert: [
    dish('Knafeh', 12, 'v', 'Shredded pastry, sweet cheese, orange blossom'),
    dish('Baklava', 8, 'v', 'Pistachio, syrup, ghee'),
    dish('Malabi', 9, 'vg gf', 'Coconut milk pudding, rose syrup'),
  ],
  drink: [
    dish('Mint Lemonade', 6, 'vg gf', 'Blended with ice'),
    dish('Arak', 11, 'vg gf', 'Anise, water, ice'),
    dish('Turkish Coffee', 5, 'vg gf', 'Cardamom'),
  ],
});

export const ethiopian = kitchen(['lunch', 'dinner'], {
  appetizer: [
    dish('Lentil Sambusa', 8, 'vg hot1', 'Two, green chili'),
    dish('Azifa', 8, 'vg gf hot2', 'Cold lentils, mustard, lime'),
    dish('Timatim Salad', 9, 'vg gf hot2', 'Tomato, jalapeño, onion'),
    dish('Beef Sambusa', 9, 'hot2', 'Two, cumin and onion'),
  ],
  entree: [
    dish('Doro Wat', 22, 'gf hot4', 'Chicken and egg in berbere, two days of onions'),
    dish('Kitfo', 24, 'gf hot3', 'Minced raw beef, spiced butter, ayib'),
    dish('Beef Tibs', 23, 'gf hot3', 'Seared with rosemary and jalapeño'),
    dish('Shiro', 17, 'vg gf hot2', 'Chickpea stew that arrives bubbling'),
    dish('Misir Wat', 16, 'vg gf hot3', 'Red lentils, berbere'),
    dish('Vegetable Combination', 24, 'vg gf shareable hot2', 'Seven stews on teff injera'),
    dish('Lamb Wat', 25, 'gf hot3', 'Cardamom, berbere'),
  ],
  side: [
    dish('Gomen', 9, 'vg gf', 'Collards, garlic, ginger'),
    dish('Atakilt', 9, 'vg gf', 'Cabbage, carrots, turmeric'),
    dish('Extra Injera', 4, 'vg gf', 'All teff'),
  ],
  dessert: [dish('Honey Cake', 8, 'v', 'Layered, with cardamom cream')],
  drink: [
    dish('Honey Wine', 11, 'v gf', 'Tej, made in the back'),
    dish('Coffee Ceremony', 12, 'vg gf shareable', 'Roasted, ground and poured at the table'),
    dish('Spiced Tea', 4, 'vg gf', 'Clove, cinnamon'),
  ],
});
