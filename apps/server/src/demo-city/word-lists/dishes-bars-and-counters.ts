import { dish, kitchen } from './dish.js';

export const cocktails = kitchen(['dinner'], {
  appetizer: [
    dish('Warm Olives', 9, 'vg gf', 'Rosemary, orange'),
    dish('Deviled Eggs', 10, 'v gf', 'Pickled mustard seeds'),
    dish('Spiced Nuts', 8, 'vg gf', 'Almonds and cashews, rosemary, cayenne'),
    dish('Shoestring Fries', 9, 'v gf', 'Sea salt, vinegar, aioli'),
    dish('Oysters', 20, 'gf', 'Half a dozen, green mignonette'),
    dish('Pretzel Bites', 9, 'v', 'Beer cheese'),
  ],
  entree: [
    dish('Bar Burger', 19, '', 'Two patties, onions, special sauce'),
    dish('Grilled Cheese', 14, 'v', 'Three cheeses, tomato jam'),
    dish('Steak Sandwich', 22, '', 'Horseradish cream, watercress'),
  ],
  drink: [
    dish('House Martini', 18, 'vg gf', 'Gin, two vermouths, lemon oil, kept in the freezer'),
    dish('Mezcal Negroni', 17, 'vg gf', 'Mezcal, Campari, sweet vermouth'),
    dish('Clarified Milk Punch', 18, 'v gf', 'Rum, tea, pineapple, milk'),
    dish('Tomato Water Gimlet', 17, 'vg gf', 'Gin, tomato, basil'),
    dish('Banana Old Fashioned', 18, 'vg gf', 'Rye, banana, walnut bitters'),
    dish('Sesame Whiskey Sour', 17, 'v gf', 'Bourbon, sesame, egg white'),
    dish('Espresso Martini', 17, 'vg gf', 'Vodka, cold brew, coffee liqueur'),
    dish('Paper Plane', 17, 'vg gf', 'Bourbon, Aperol, amaro, lemon'),
    dish('Zero-Proof Spritz', 13, 'vg gf', 'Bitter orange, verjus, soda'),
    dish('Daiquiri', 16, 'vg gf', 'Rum, lime, sugar, nothing else'),
    dish('Cucumber Collins', 15, 'vg gf', 'Vodka, cucumber, lime, soda'),
  ],
});

export const wineBar = kitchen(['dinner'], {
  appetizer: [
    dish('Cheese Board', 24, 'v shareable', 'Three cheeses, honey, bread'),
    dish('Charcuterie Board', 26, 'shareable', 'Saucisson, coppa, pâté, cornichons'),
    dish('Tinned Sardines', 15, '', 'Cultured butter, baguette, lemon'),
    dish('Marinated Beans', 11, 'vg gf', 'Gigantes, herbs, good vinegar'),
    dish('Anchovy Toast', 12, '', 'Butter, shallot'),
    dish('Stracciatella', 16, 'v gf', 'Peas, mint, lemon'),
    dish('Radishes and Butter', 10, 'v gf', 'Sea salt'),
  ],
  entree: [
    dish('Bavette with Green Sauce', 32, 'gf', 'Sliced, watercress, grilled lemon'),
    dish('Mushroom Toast', 17, 'v', 'Comté, thyme, sourdough'),
    dish('Half Roast Chicken', 29, 'gf', 'Salsa verde, bitter leaves'),
  ],
  dessert: [
    dish('Chocolate Mousse', 11, 'v gf', 'Olive oil, salt'),
    dish('Almond Cake', 11, 'v', 'Crème fraîche'),
  ],
  drink: [
    dish('Gamay by the Glass', 15, 'vg gf', 'Light, chilled, a farm in the Beaujolais'),
    dish('Orange Wine by the Glass', 16, 'vg gf', 'Friuli, three weeks on the skins'),
    dish('Grower Champagne', 24, 'vg gf', 'By the glass, dry'),
    dish('Chenin by the Glass', 15, 'vg gf', 'Loire, waxy and bright'),
    dish('Nebbiolo by the Glass', 17, 'vg gf', 'From the Langhe'),
    dish('Amaro Flight', 18, 'vg gf', 'Three small pours'),
    dish('Vermouth and Soda', 12, 'vg gf', 'An olive and an orange slice'),
  ],
});

export const taproom = kitchen(['lunch', 'dinner'], {
  appetizer: [
    dish('Soft Pretzel', 10, 'v', 'Mustard and beer cheese'),
    dish('Pickle Plate', 7, 'vg gf', 'Half sours, carrots, beans'),
    dish('Wings', 14, 'hot3', 'Dry rub or sauced'),
    dish('Scotch Egg', 10, '', 'Pork sausage, soft yolk, mustard'),
  ],
  entree: [
    dish('Pub Burger', 17, '', 'Cheddar, pickles, fries'),
    dish('Fish and Chips', 19, 'large', 'Beer-battered haddock, mushy peas'),
    dish('Bratwurst', 14, '', 'Sauerkraut, a long roll'),
    dish('Cheese Toastie', 12, 'v', 'Cheddar, leeks, mustard'),
    dish('Bean Chili', 13, 'vg gf hot2', 'Three beans, corn chips'),
  ],
  side: [dish('Fries', 7, 'vg', 'Skin on'), dish('Side Salad', 7, 'vg gf', 'Leaves, vinaigrette')],
  drink: [
    dish('House Pilsner', 8, 'vg', 'Crisp, 4.9%'),
    dish('Hazy IPA', 9, 'vg', 'Citra and Mosaic, 6.8%'),
    dish('Dry Stout', 8, 'vg', 'On nitro, 4.2%'),
    dish('Farmhouse Cider', 9, 'vg gf', 'From the Hudson Valley, dry'),
    dish('Sour of the Month', 9, 'vg', 'Raspberry, 5%'),
    dish('Tasting Flight', 15, 'vg', 'Four small pours'),
    dish('Hop Water', 5, 'vg gf', 'No alcohol'),
  ],
});

export const patisserie = kitchen(['breakfast', 'lunch'], {
  appetizer: [
    dish('Ham and Cheese Croissant', 8, '', 'Gruyère, mustard'),
    dish('Leek Quiche', 9, 'v', 'A slice, warm'),
    dish('Quiche Lorraine', 9, '', 'Bacon, Gruyère'),
  ],
  entree: [
    dish('Jambon-Beurre', 12, 'lunch', 'Ham, salted butter, half a baguette'),
    dish('Croque Monsieur', 14, 'lunch', 'Ham, Comté, béchamel'),
  ],
  dessert: [
    dish('Butter Croissant', 5, 'v', 'Three days of folding'),
    dish('Pain au Chocolat', 5.5, 'v', 'Two batons of dark chocolate'),
    dish('Almond Croissant', 6.5, 'v', 'Frangipane, toasted almonds'),
    dish('Kouign-Amann', 6, 'v', 'Caramelized outside, soft layers inside'),
    dish('Canelé', 4.5, 'v', 'Rum and vanilla, a dark crust'),
    dish('Lemon Tart', 8, 'v', 'Sharp curd, a thin shell'),
    dish('Paris-Brest', 9, 'v', 'Choux, hazelnut praline'),
    dish('Pistachio Éclair', 8, 'v', 'Bronte pistachios'),
    dish('Raspberry Macaron', 3.5, 'v gf', 'Almond shells, raspberry'),
    dish('Financier', 4, 'v', 'Brown butter, almond'),
    dish('Morning Bun', 5.5, 'v', 'Orange sugar, cinnamon'),
  ],
  drink: [
    dish('Café Crème', 4.5, 'v gf', 'A double with steamed milk'),
    dish('Drip Coffee', 3.5, 'vg gf', 'A light roast'),
    dish('Hot Chocolate', 6, 'v gf', 'Thick, with whipped cream'),
  ],
});

export const breadAndBagels = kitchen(['breakfast', 'lunch'], {
  appetizer: [
    dish('Everything Bagel', 2.5, 'vg', 'Boiled, baked, still warm before ten'),
    dish('Potato Knish', 6, 'v', 'Mustard'),
    dish('Cheese Bialy', 4, 'v', 'Onions, farmer cheese'),
  ],
  entree: [
    dish('Bagel with Lox', 16, '', 'Cream cheese, capers, onion, tomato'),
    dish('Whitefish Sandwich', 15, '', 'On a sesame bagel, cucumber'),
    dish('Bacon, Egg and Cheese', 9, '', 'On a roll or a bagel'),
    dish('Scallion Cream Cheese Bagel', 6, 'v', 'A thick layer'),
    dish('Tofu Spread Bagel', 6.5, 'vg', 'Scallions or vegetables'),
    dish('Tomato and Mayo on Sourdough', 11, 'v lunch', 'Only while tomatoes are good'),
    dish('Egg Salad on Rye', 11, 'v lunch', 'Dill, celery'),
  ],
  side: [
    dish('Country Loaf', 9, 'vg', 'Dark crust, keeps four days'),
    dish('Seeded Rye', 9, 'vg', 'Caraway, dense'),
    dish('Challah', 10, 'v', 'Fridays only, egg-rich'),
  ],
  dessert: [
    dish('Chocolate Babka', 15, 'v shareable', 'A whole loaf'),
    dish('Rugelach', 4, 'v', 'Three, apricot or chocolate'),
    dish('Black and White Cookie', 4.5, 'v', 'Half vanilla, half chocolate'),
    dish('Cinnamon Babka Bun', 5.5, 'v', 'Pulled apart, sticky'),
    dish('Sea Salt Chocolate Chip Cookie', 4, 'v', 'Crisp rim, soft middle'),
  ],
  drink: [
    dish('Drip Coffee', 3, 'vg gf', 'Medium roast'),
    dish('Egg Cream', 4.5, 'v gf', 'Chocolate syrup, milk, seltzer, no egg'),
    dish('Iced Latte', 5.5, 'v gf', 'Double shot'),
  ],
});

export const espresso = kitchen(['breakfast', 'lunch'], {
  appetizer: [
    dish('Avocado Toast', 12, 'vg', 'Sourdough, lemon, chili'),
    dish('Overnight Oats', 8, 'vg', 'Oat milk, chia, berries'),
    dish('Egg and Cheddar Biscuit', 9, 'v', 'Hot sauce on the side'),
    dish('Ricotta Toast', 11, 'v', 'Fig, honey, black pepper'),
  ],
  dessert: [
    dish('Banana Bread', 5, 'v', 'Toasted, salted butter'),
    dish('Oat Cookie', 4, 'vg', 'Raisins, maple'),
    dish('Almond Croissant', 6, 'v', 'Delivered at seven'),
    dish('Lemon Poppy Loaf', 5, 'v', 'Glazed'),
    dish('Miso Blondie', 5, 'v', 'White chocolate'),
  ],
  drink: [
    dish('Cortado', 5, 'v gf', 'Equal parts espresso and milk'),
    dish('Flat White', 5.5, 'v gf', 'Two short shots'),
    dish('Pour Over', 6.5, 'vg gf', 'Changing single origins'),
    dish('Cold Brew', 5.5, 'vg gf', 'Eighteen hours, chocolate and cherry'),
    dish('Oat Latte', 6.5, 'vg', 'Oat milk, double shot'),
    dish('Cappuccino', 5.5, 'v gf', 'Dry foam on request'),
    dish('Espresso Tonic', 6.5, 'vg gf', 'Orange peel'),
    dish('Maple Cardamom Latte', 7, 'v gf', 'Whole milk, real maple'),
    dish('Matcha Latte', 7, 'v gf', 'Ceremonial grade, whole milk'),
    dish('Espresso', 4, 'vg gf', 'A seasonal blend'),
    dish('Masala Chai', 5.5, 'v gf', 'Brewed on the stove with milk'),
  ],
});

export const teaHouse = kitchen(['any-time'], {
  appetizer: [
    dish('Cucumber Sandwiches', 11, 'v', 'Salted butter, white bread'),
    dish('Tea Eggs', 5, 'v', 'Two, soy and star anise'),
    dish('Scone with Cream', 8, 'v', 'Clotted cream, jam'),
  ],
  dessert: [
    dish('Matcha Tiramisù', 10, 'v', 'Mascarpone, ladyfingers'),
    dish('Hojicha Basque Cake', 9, 'v gf', 'Burnt cheesecake, roasted tea'),
    dish('Pineapple Cake', 5, 'v', 'Buttery crust'),
    dish('Earl Grey Crepe Cake', 10, 'v', 'Twenty layers'),
    dish('Red Bean Mochi', 5, 'vg gf', 'Two pieces'),
  ],
  drink: [
    dish('High Mountain Oolong', 9, 'vg gf', 'A pot, several steeps'),
    dish('Usucha Matcha', 8, 'vg gf', 'Whisked in the bowl'),
    dish('Jasmine Pearl Tea', 7, 'vg gf', 'A pot'),
    dish('Brown Sugar Milk Tea', 7, 'v gf', 'Tapioca pearls, fresh milk'),
    dish('Iced Yuzu Tea', 6.5, 'vg gf', 'Citrus peel, black tea'),
    dish('Aged Pu-erh', 10, 'vg gf', 'Dark and earthy, a pot'),
    dish('Strawberry Matcha', 7.5, 'v gf', 'Fresh purée, milk'),
    dish('Genmaicha', 6, 'vg gf', 'Toasted rice'),
    dish('Taro Milk Tea', 7, 'v gf', 'Real taro, fresh milk'),
  ],
});

export const iceCream = kitchen(['any-time'], {
  dessert: [
    dish('Salted Caramel Scoop', 6, 'v gf', 'Cooked until nearly burnt'),
    dish('Pistachio Gelato', 7, 'v gf', 'Sicilian pistachios'),
    dish('Stracciatella Gelato', 6.5, 'v gf', 'Chocolate shavings'),
    dish('Dark Chocolate Sorbet', 6, 'vg gf', 'No milk, hard to believe'),
    dish('Strawberry Sorbet', 6, 'vg gf', 'In season'),
    dish('Coffee Ice Cream', 6, 'v gf', 'Cold-steeped beans'),
    dish('Corn and Blackberry Scoop', 6.5, 'v gf', 'Sweet corn, a ripple of jam'),
    dish('Black Sesame Scoop', 6.5, 'v gf', 'Stone-ground'),
    dish('Cookies and Cream Scoop', 6, 'v', 'House cookies'),
    dish('Mint Chip Scoop', 6, 'v gf', 'Fresh mint, not green'),
    dish('Hazelnut Gelato', 7, 'v gf', 'Piedmont hazelnuts'),
    dish('Coconut Lime Sorbet', 6, 'vg gf', 'Coconut milk, lime zest'),
    dish('Brownie Sundae', 11, 'v shareable', 'Hot fudge, whipped cream'),
    dish('Affogato', 8, 'v gf', 'Fior di latte, a double shot'),
    dish('Ice Cream Sandwich', 8, 'v', 'Two oatmeal cookies'),
  ],
  drink: [dish('Milkshake', 9, 'v gf', 'Any flavor'), dish('Espresso', 3.5, 'vg gf', 'Short')],
});

export const sweets = kitchen(['any-time'], {
  dessert: [
    dish('Flourless Chocolate Cake', 11, 'v gf', 'Crème anglaise'),
    dish('Basque Cheesecake', 11, 'v gf', 'By the slice'),
    dish('Bingsu', 15, 'v gf shareable', 'Shaved milk ice, mango'),
    dish('Mille Crêpe', 11, 'v', 'Vanilla cream between twenty layers'),
    dish('Warm Apple Crumble', 11, 'v', 'Vanilla ice cream'),
    dish('Soufflé Pancakes', 16, 'v', 'Wobbly, maple butter'),
    dish('Ube Halo-Halo', 13, 'v gf', 'Ube ice cream, beans, shaved ice'),
    dish('Rice Pudding', 9, 'v gf', 'Cinnamon, served cold'),
    dish('Chocolate Truffles', 12, 'v gf', 'Six'),
    dish('Mango Pomelo Sago', 9, 'vg gf', 'Coconut milk, tapioca'),
    dish('Banana Cream Pie', 10, 'v', 'A tall slice'),
    dish('Lemon Meringue Pie', 10, 'v', 'Torched to order'),
    dish('Poached Pear', 11, 'vg gf', 'Saffron, vanilla, almonds'),
  ],
  drink: [
    dish('Hot Chocolate', 7, 'v gf', 'Seventy percent, steamed milk'),
    dish('Mint Tea', 5, 'vg gf', 'Fresh leaves'),
    dish('Moscato by the Glass', 12, 'vg gf', 'Sweet, low in alcohol'),
  ],
});

export const deli = kitchen(['breakfast', 'lunch', 'dinner'], {
  appetizer: [
    dish('Matzo Ball Soup', 11, '', 'Chicken broth, dill, one large ball'),
    dish('Potato Latkes', 11, 'v', 'Applesauce and sour cream'),
    dish('Chopped Liver', 12, '', 'Chicken liver, rye'),
    dish('Half Sour Pickles', 5, 'vg gf', 'A bowl'),
  ],
  entree: [
    dish('Pastrami on Rye', 23, 'large', 'Hand-cut, mustard'),
    dish('Corned Beef Reuben', 22, 'large', 'Sauerkraut, Swiss, Russian dressing'),
    dish('Italian Hero', 16, 'large', 'Salami, ham, provolone, oil and vinegar'),
    dish('Chicken Cutlet Hero', 16, 'large', 'Mozzarella, roasted peppers'),
    dish('Tuna Melt', 14, '', 'Cheddar, rye'),
    dish('Chopped Cheese', 11, '', 'Beef, American cheese, onions, a roll'),
    dish('Eggplant Hero', 14, 'v', 'Mozzarella, tomato'),
    dish('Turkey and Slaw on Rye', 17, '', 'Russian dressing'),
    dish('Roasted Vegetable Hero', 13, 'vg', 'Peppers, zucchini, olive tapenade'),
  ],
  side: [
    dish('Potato Salad', 5, 'v gf', 'Dill, mayo'),
    dish('Cole Slaw', 4, 'v gf', 'Sweet and creamy'),
    dish('Fries', 6, 'vg', 'Crinkle cut'),
  ],
  dessert: [
    dish('Cheesecake', 8, 'v', 'Plain, as it should be'),
    dish('Rainbow Cookies', 5, 'v', 'Almond, raspberry, chocolate'),
  ],
  drink: [
    dish('Celery Soda', 4, 'vg gf', 'In the can'),
    dish('Chocolate Egg Cream', 5, 'v gf', 'Seltzer, milk, syrup'),
    dish('Coffee', 3, 'vg gf', 'Bottomless at the counter'),
  ],
});

export const marketCounter = kitchen(['lunch', 'dinner'], {
  appetizer: [
    dish('Lamb Momos', 11, 'hot2', 'Eight, tomato chutney'),
    dish('Vegetable Momos', 10, 'vg hot2', 'Cabbage and carrot, sesame chutney'),
    dish('Arepa with Black Beans', 8, 'vg gf', 'Griddled corn cake, sweet plantain'),
    dish('Empanadas', 9, '', 'Two, beef and olive'),
    dish('Spinach Empanadas', 9, 'v', 'Two, ricotta'),
  ],
  entree: [
    dish('Cumin Lamb Noodles', 15, 'hot4 large', 'Hand-pulled, wide'),
    dish('Liang Pi', 11, 'vg hot3', 'Cold wheat noodles, cucumber, seitan'),
    dish('Halal Chicken over Rice', 12, 'large', 'White sauce, hot sauce, lettuce'),
    dish('Hainanese Chicken', 15, 'gf', 'Poached, ginger rice'),
    dish('Jollof Bowl', 15, 'vg gf hot3', 'Rice, stewed beans, plantain'),
    dish('Poke Bowl', 17, '', 'Tuna, sushi rice, seaweed'),
    dish('Pernil Plate', 15, 'gf large', 'Roast pork, rice and beans'),
    dish('Smoked Salmon Sandwich', 14, '', 'Rye, dill cream'),
    dish('Falafel Sandwich', 10, 'vg', 'Tahini, pickles, pita'),
  ],
  side: [dish('Tostones', 6, 'vg gf', 'Garlic'), dish('House Kimchi', 5, 'gf hot3', 'With fish sauce')],
  dessert: [
    dish('Egg Waffle', 8, 'v', 'Crisp bubbles, condensed milk'),
    dish('Mango on a Stick', 5, 'vg gf hot1', 'Chili salt, lime'),
  ],
  drink: [
    dish('Tamarind Cooler', 5, 'vg gf', 'Over ice'),
    dish('Sugarcane Juice', 6, 'vg gf', 'Pressed to order'),
    dish('Iced Coffee', 4.5, 'vg gf', 'Cold-steeped'),
  ],
});
