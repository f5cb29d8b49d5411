import { dish, kitchen } from './dish.js';

export const mexican = kitchen(['lunch', 'dinner'], {
  appetizer: [
    dish('Guacamole', 13, 'vg gf', 'Made to order, warm corn chips'),
    dish('Esquites', 9, 'v gf hot1', 'Charred corn, lime mayo, cotija'),
    dish('Aguachile Verde', 18, 'gf hot4', 'Raw shrimp, serrano, cucumber, lime'),
    dish('Tuna Tostada', 16, 'gf hot2', 'Chipotle mayo, avocado, crisp leeks'),
    dish('Queso Fundido', 14, 'gf', 'Melted Chihuahua cheese, chorizo, tortillas of blue corn'),
    dish('Nopales Salad', 11, 'vg gf', 'Cactus, tomato, white onion, oregano'),
  ],
  entree: [
    dish('Tacos al Pastor', 15, 'gf hot2', 'Three, spit-roasted pork, pineapple'),
    dish('Carnitas Tacos', 15, 'gf', 'Three, slow-cooked pork, salsa verde'),
    dish('Baja Fish Tacos', 17, 'hot1', 'Two, beer batter, cabbage, chipotle crema'),
    dish('Mushroom Tacos', 14, 'vg gf hot1', 'Three, oyster mushrooms, epazote, salsa macha'),
    dish('Birria with Consomé', 19, 'gf hot3', 'Braised beef, crisp tortillas, broth to dip'),
    dish('Enchiladas Verdes', 18, 'gf hot2', 'Chicken, tomatillo, crema, queso fresco'),
    dish('Chile Relleno', 19, 'v hot2', 'Poblano, Oaxaca cheese, tomato broth'),
    dish('Duck Mole Negro', 32, 'gf hot2', 'Two-day mole, sesame, plantain'),
    dish('Cochinita Pibil', 24, 'gf hot2', 'Pork in achiote, pickled red onion'),
    dish('Carne Asada', 34, 'gf large', 'Skirt steak, charred scallions, tortillas'),
    dish('Chilaquiles Rojos', 16, 'v gf hot2 breakfast lunch', 'Fried eggs, crema, black beans'),
  ],
  side: [
    dish('Refried Black Beans', 6, 'vg gf', 'Avocado leaf'),
    dish('Sweet Plantains', 7, 'v gf', 'Crema'),
    dish('Mexican Rice', 5, 'vg gf', 'Tomato, peas'),
  ],
  dessert: [
    dish('Tres Leches', 10, 'v', 'Soaked cake, cinnamon, strawberries'),
    dish('Churros', 9, 'v', 'Cajeta for dipping'),
    dish('Flan', 9, 'v gf', 'Burnt caramel'),
  ],
  drink: [
    dish('House Margarita', 14, 'vg gf', 'Tequila, lime, a salted rim'),
    dish('Mezcal Paloma', 15, 'vg gf', 'Grapefruit, lime, smoke'),
    dish('Agua de Jamaica', 5, 'vg gf', 'Hibiscus, cold'),
    dish('Horchata', 5, 'vg gf', 'Rice, cinnamon'),
  ],
});

export const peruvian = kitchen(['lunch', 'dinner'], {
  appetizer: [
    dish('Ceviche Clásico', 20, 'gf hot3', 'Fluke, leche de tigre, sweet potato, corn nuts'),
    dish('Anticuchos', 16, 'gf hot2', 'Grilled beef heart skewers, ají panca'),
    dish('Papa a la Huancaína', 12, 'v hot1', 'Potatoes, ají amarillo and cheese sauce, a cracker or two'),
    dish('Causa de Cangrejo', 15, 'gf', 'Chilled potato, crab, avocado'),
    dish('Yuca Fries', 9, 'v gf', 'Huacatay dip'),
    dish('Mushroom Ceviche', 15, 'vg gf hot2', 'King oyster, lime, ají limo, choclo'),
  ],
  entree: [
    dish('Pollo a la Brasa', 24, 'gf shareable', 'Half a charcoal chicken, green sauce'),
    dish('Lomo Saltado', 29, 'large', 'Wok-tossed beef, tomato, fries, rice'),
    dish('Arroz con Mariscos', 32, 'gf large', 'Seafood rice, ají amarillo'),
    dish('Ají de Gallina', 22, 'hot2', 'Shredded hen, walnut and chili cream'),
    dish('Seco de Cordero', 31, 'gf', 'Lamb shank, cilantro, canary beans'),
    dish('Quinoa Chaufa', 19, 'vg', 'Wok-fried quinoa, ginger, peppers, soy'),
    dish('Jalea Mixta', 34, 'shareable', 'Fried fish and squid, salsa criolla'),
  ],
  side: [
    dish('Arroz con Choclo', 6, 'vg gf', 'Rice with Andean corn'),
    dish('Canary Beans', 7, 'vg gf', 'Slow-cooked with garlic'),
  ],
  dessert: [
    dish('Picarones', 10, 'vg', 'Squash and sweet potato fritters, fig syrup'),
    dish('Suspiro Limeño', 9, 'v gf', 'Dulce de leche, port meringue'),
  ],
  drink: [
    dish('Pisco Sour', 15, 'v gf', 'Pisco, lime, egg white, bitters'),
    dish('Chicha Morada', 6, 'vg gf', 'Purple corn, pineapple, clove'),
    dish('Chilcano', 13, 'vg gf', 'Pisco, ginger ale, lime, bitters'),
  ],
});

export const newAmerican = kitchen(['dinner'], {
  appetizer: [
    dish('Parker House Rolls', 9, 'v', 'Cultured butter, sea salt'),
    dish('Beet and Citrus Salad', 16, 'v gf', 'Goat cheese, pistachio, dill'),
    dish('Crudo of the Day', 21, 'gf', 'Raw scallop, green apple, horseradish'),
    dish('Roasted Carrots', 15, 'vg gf', 'Carrot-top pesto, pumpkin seeds'),
    dish('Deviled Eggs', 11, 'v gf', 'Smoked paprika, chives'),
    dish('Chicken Liver Toast', 15, '', 'Onion jam, sourdough'),
    dish('Market Greens', 14, 'vg gf', 'Shaved radish, sherry vinaigrette'),
    dish('Tuna Crudo', 20, 'gf hot1', 'Cucumber, buttermilk, chili oil'),
  ],
  entree: [
    dish('Brick Chicken', 31, 'gf large', 'Half, pressed until crisp, lemon jus'),
    dish('Dry-Aged Burger', 25, 'large', 'Cheddar, onions cooked in beef fat, fries'),
    dish('Pan-Roasted Halibut', 39, 'gf', 'Sweet corn, chanterelles, tarragon'),
    dish('Pork Chop', 38, 'gf large', 'Brined overnight, apples, mustard'),
    dish('Duck Breast', 41, 'gf', 'Plums, turnips, cracked pepper'),
    dish('Ricotta Gnudi', 27, 'v', 'Brown butter, squash, sage'),
    dish('Roasted Cauliflower', 25, 'vg gf', 'Almond romesco, golden raisins'),
    dish('Braised Lamb Neck', 40, 'gf large', 'White beans, preserved lemon'),
    dish('Hen of the Woods', 27, 'v gf', 'Polenta, egg yolk, parmesan'),
  ],
  side: [
    dish('Crispy Potatoes', 12, 'v gf', 'Smashed and fried, aioli'),
    dish('Charred Broccolini', 13, 'vg gf hot1', 'Chili, lemon'),
    dish('Creamed Corn', 12, 'v gf', 'Chives'),
  ],
  dessert: [
    dish('Sticky Toffee Pudding', 13, 'v', 'Dates, whipped crème fraîche'),
    dish('Chocolate Budino', 12, 'v gf', 'Olive oil, sea salt'),
    dish('Buttermilk Panna Cotta', 12, 'gf', 'Set with gelatin, strawberries'),
    dish('Seasonal Sorbet', 9, 'vg gf', 'Two scoops'),
  ],
  drink: [
    dish('Old Fashioned', 17, 'vg gf', 'Bourbon, demerara, bitters'),
    dish('Grüner by the Glass', 15, 'vg gf', 'Crisp, peppery white'),
    dish('Shrub Soda', 8, 'vg gf', 'Concord grape vinegar, seltzer'),
  ],
});

export const steakhouse = kitchen(['dinner'], {
  appetizer: [
    dish('Shrimp Cocktail', 24, 'gf', 'Five, horseradish sauce'),
    dish('Wedge Salad', 17, 'gf', 'Iceberg, bacon, blue cheese'),
    dish('Thick-Cut Bacon', 16, 'gf', 'Maple and black pepper'),
    dish('Oysters on the Half Shell', 24, 'gf', 'Half a dozen, mignonette'),
    dish('Tomato and Onion', 14, 'vg gf', 'Beefsteak tomato, vinegar, salt'),
  ],
  entree: [
    dish('Dry-Aged Ribeye', 64, 'gf large', 'Twenty-two ounces, bone in'),
    dish('Porterhouse for Two', 122, 'gf shareable', 'Sliced, butter, its own juices'),
    dish('Filet Mignon', 54, 'gf', 'Eight ounces, béarnaise'),
    dish('New York Strip', 56, 'gf large', 'Fourteen ounces, dry-aged four weeks'),
    dish('Lamb Double Chops', 52, 'gf large', 'Mint salsa verde'),
    dish('Broiled Salmon', 38, 'gf', 'Lemon butter, dill'),
    dish('Mushroom Wellington', 34, 'v', 'Puff pastry, spinach, Madeira sauce'),
  ],
  side: [
    dish('Creamed Spinach', 14, 'v', 'Nutmeg, a breadcrumb crust'),
    dish('Hash Browns', 14, 'v gf shareable', 'One large crisp cake'),
    dish('Baked Potato', 11, 'v gf', 'Sour cream, chives, butter'),
    dish('Grilled Asparagus', 14, 'vg gf', 'Lemon'),
    dish('Truffle Mac and Cheese', 18, 'v', 'Cavatappi, fontina'),
  ],
  dessert: [
    dish('New York Cheesecake', 14, 'v', 'Sour cherry'),
    dish('Hot Fudge Sundae', 14, 'v gf shareable', 'Schlag on the side'),
    dish('Key Lime Pie', 13, 'v', 'Graham crust'),
  ],
  drink: [
    dish('Dry Martini', 20, 'vg gf', 'Gin, a twist'),
    dish('Napa Cabernet by the Glass', 22, 'vg gf', 'Full-bodied'),
    dish('Manhattan', 19, 'vg gf', 'Rye, sweet vermouth, a cherry'),
  ],
});

export const burgers = kitchen(['lunch', 'dinner'], {
  appetizer: [
    dish('Fried Pickles', 8, 'v', 'Buttermilk batter, ranch'),
    dish('Buffalo Wings', 14, 'hot3', 'Eight, blue cheese, celery'),
    dish('Loaded Tots', 11, '', 'Cheddar, bacon, scallions'),
    dish('Iceberg Chop', 11, 'v gf', 'Cucumber, radish, ranch'),
  ],
  entree: [
    dish('Classic Smash Burger', 12, '', 'Two thin patties, American cheese, pickles, sauce'),
    dish('Bacon Cheeseburger', 15, '', 'Smoked bacon, cheddar, onion'),
    dish('Green Chile Burger', 15, 'hot3', 'Hatch chilies, pepper jack'),
    dish('Patty Melt', 15, '', 'Griddled rye, caramelized onions, Swiss'),
    dish('Fried Chicken Sandwich', 14, 'hot2', 'Thigh, pickles, slaw, potato bun'),
    dish('Mushroom Swiss Burger', 15, '', 'Beef patty, cremini, Swiss, thyme mayo'),
    dish('Plant Burger', 15, 'vg', 'Black bean and beet patty, vegan mayo, lettuce'),
    dish('Chili Dog', 9, 'hot2', 'All-beef frank, chili, onions'),
    dish('Grilled Cheese', 10, 'v', 'Cheddar and Swiss on sourdough, tomato'),
  ],
  side: [
    dish('French Fries', 6, 'vg', 'Skinny, salted'),
    dish('Onion Rings', 8, 'v', 'Beer batter'),
    dish('Cheese Fries', 9, 'v', 'Cheddar sauce, scallions'),
    dish('Coleslaw', 5, 'v gf', 'Cabbage, a mustardy mayo'),
  ],
  dessert: [
    dish('Vanilla Shake', 8, 'v gf', 'Thick, with whipped cream'),
    dish('Chocolate Shake', 8, 'v gf', 'Made with fudge'),
    dish('Apple Hand Pie', 6, 'v', 'Fried, cinnamon sugar'),
  ],
  drink: [
    dish('Root Beer Float', 7, 'v gf', 'Vanilla ice cream'),
    dish('Draft Pilsner', 7, 'vg', 'From Queens'),
    dish('Fresh Lemonade', 5, 'vg gf', 'Squeezed here'),
  ],
});

export const seafood = kitchen(['lunch', 'dinner'], {
  appetizer: [
    dish('East Coast Oysters', 22, 'gf', 'Half a dozen, mignonette, lemon'),
    dish('Clam Chowder', 13, '', 'Littlenecks, potato, bacon, oyster crackers'),
    dish('Tuna Tartare', 19, 'hot1', 'Avocado, sesame, crisps'),
    dish('Fried Calamari', 16, '', 'Cherry peppers, lemon'),
    dish('Peel-and-Eat Shrimp', 19, 'gf hot2', 'Half a pound, Old Bay'),
    dish('Smoked Trout Dip', 13, '', 'Horseradish, saltines'),
    dish('Fennel Salad', 13, 'vg gf', 'Orange, olives, mint'),
  ],
  entree: [
    dish('Lobster Roll', 34, '', 'Warm with butter or cold with mayo, a split-top bun'),
    dish('Fish and Chips', 24, 'large', 'Beer-battered cod, malt vinegar'),
    dish('Grilled Swordfish', 34, 'gf', 'Tomato, capers, basil'),
    dish('Cioppino', 36, 'hot2 large', 'Clams, mussels, shrimp, grilled bread'),
    dish('Seared Scallops', 37, 'gf', 'Sweet corn, brown butter'),
    dish('Crab Cake Sandwich', 27, '', 'Remoulade, butter lettuce'),
    dish('Linguine with Clams', 27, 'hot1', 'White wine, garlic, chili'),
    dish('Steamed Lobster', 48, 'gf large', 'A pound and a half, drawn butter'),
    dish('Mushroom Po’ Boy', 19, 'v hot1', 'Fried oyster mushrooms, remoulade'),
  ],
  side: [
    dish('Old Bay Fries', 8, 'vg', 'Thick-cut'),
    dish('Corn on the Cob', 7, 'v gf', 'Butter, smoked salt'),
    dish('Vinegar Slaw', 6, 'vg gf', 'No mayo'),
  ],
  dessert: [
    dish('Key Lime Pie', 11, 'v', 'Graham crust, whipped cream'),
    dish('Blueberry Cobbler', 11, 'v', 'Vanilla ice cream'),
  ],
  drink: [
    dish('Michelada', 11, 'hot2', 'Lager, lime, clam juice, hot sauce'),
    dish('Muscadet by the Glass', 13, 'vg gf', 'What oysters want'),
    dish('Dark and Stormy', 14, 'vg gf', 'Dark rum, ginger, lime'),
  ],
});

export const southern = kitchen(['lunch', 'dinner'], {
  appetizer: [
    dish('Cornbread', 8, 'v', 'Cast iron, honey butter'),
    dish('Fried Green Tomatoes', 13, 'v', 'Cornmeal crust, pimento cheese'),
    dish('Smoked Wings', 14, 'gf hot2', 'Alabama white sauce'),
    dish('Hush Puppies', 9, 'v', 'Cane syrup'),
    dish('Burnt Ends', 17, 'gf', 'Brisket point, barbecue sauce'),
  ],
  entree: [
    dish('Brisket Plate', 27, 'large', 'Fourteen hours over oak, white bread, pickles'),
    dish('Spare Ribs', 26, 'gf large', 'Half a rack, dry rub'),
    dish('Pulled Pork Sandwich', 16, '', 'Vinegar sauce, slaw'),
    dish('Hot Chicken', 19, 'hot5', 'Nashville style, white bread, pickles'),
    dish('Fried Chicken Plate', 23, 'large', 'Three pieces, a biscuit, hot honey'),
    dish('Shrimp and Grits', 25, 'gf hot2', 'Andouille, stone-ground grits'),
    dish('Catfish Po’ Boy', 17, 'hot1', 'Cornmeal crust, remoulade'),
    dish('Smoked Jackfruit Plate', 18, 'vg gf', 'Barbecue sauce, vinegar slaw'),
    dish('Gumbo', 19, 'hot3', 'Chicken, andouille, okra, rice'),
  ],
  side: [
    dish('Mac and Cheese', 8, 'v', 'Baked, sharp cheddar'),
    dish('Collard Greens', 7, 'gf', 'Smoked turkey'),
    dish('Candied Yams', 7, 'v gf', 'Brown sugar, butter'),
    dish('Pit Beans', 7, 'gf', 'With brisket ends'),
    dish('Potato Salad', 6, 'v gf', 'Mustard, celery seed'),
  ],
  dessert: [
    dish('Banana Pudding', 8, 'v', 'Vanilla wafers, meringue'),
    dish('Pecan Pie', 9, 'v', 'A scoop of vanilla'),
    dish('Peach Cobbler', 9, 'v', 'Biscuit top'),
  ],
  drink: [
    dish('Sweet Tea', 4, 'vg gf', 'By the jar'),
    dish('Bourbon Lemonade', 13, 'vg gf', 'Mint'),
    dish('Amber Lager', 7, 'vg', 'Draft'),
  ],
});

export const caribbean = kitchen(['lunch', 'dinner'], {
  appetizer: [
    dish('Cod Fritters', 10, 'hot1', 'Salt cod, scallion, pepper sauce'),
    dish('Doubles', 7, 'vg hot2', 'Soft flatbread, curried chickpeas, tamarind'),
    dish('Pepper Shrimp', 15, 'gf hot4', 'Scotch bonnet, garlic, allspice'),
    dish('Beef Patty', 5, 'hot2', 'Flaky turmeric crust'),
    dish('Plantain Chips', 6, 'vg gf', 'Green seasoning dip'),
  ],
  entree: [
    dish('Jerk Chicken', 18, 'gf hot4', 'Pimento wood, festival on request'),
    dish('Oxtail', 25, 'hot2 large', 'Butter beans, brown gravy'),
    dish('Curry Goat', 22, 'gf hot3', 'Potato, thyme'),
    dish('Escovitch Snapper', 29, 'gf hot3', 'Whole, pickled carrots and onions'),
    dish('Ackee and Saltfish', 19, 'gf breakfast lunch', 'Peppers, thyme, fried dumpling on the side'),
    dish('Chicken Roti', 15, 'hot2', 'Curry chicken in dhalpuri'),
    dish('Ital Stew', 16, 'vg gf hot1', 'Pumpkin, red beans, coconut milk'),
    dish('Brown Stew Fish', 24, 'hot2', 'Kingfish, peppers, tomato'),
  ],
  side: [
    dish('Rice and Peas', 6, 'vg gf', 'Coconut milk, pigeon peas'),
    dish('Festival', 5, 'vg', 'Fried sweet dough of cornmeal and flour'),
    dish('Fried Plantains', 6, 'vg gf', 'Ripe and sweet'),
    dish('Steamed Cabbage', 6, 'vg gf', 'Carrots, thyme'),
  ],
  dessert: [
    dish('Black Rum Cake', 8, 'v', 'Soaked fruit'),
    dish('Coconut Drops', 5, 'vg gf', 'Ginger, brown sugar'),
  ],
  drink: [
    dish('Sorrel', 5, 'vg gf', 'Hibiscus, ginger, clove'),
    dish('Rum Punch', 13, 'vg gf', 'Two rums, lime, nutmeg'),
    dish('Ginger Beer', 4, 'vg gf', 'Brewed from fresh ginger, no alcohol, burns a little'),
  ],
});

export const brunch = kitchen(['breakfast', 'lunch'], {
  appetizer: [
    dish('Granola and Yogurt', 11, 'v gf', 'Oats, almonds, berries, honey'),
    dish('Grapefruit Brûlée', 8, 'vg gf', 'Crackling sugar'),
    dish('Cinnamon Bun', 7, 'v', 'Cream cheese frosting'),
    dish('Smoked Salmon Plate', 17, '', 'Rye, dill, cucumber, capers'),
  ],
  entree: [
    dish('Buttermilk Pancakes', 15, 'v', 'Three, maple syrup, salted butter'),
    dish('Blueberry Pancakes', 17, 'v', 'Wild berries, lemon butter'),
    dish('Eggs Benedict', 19, '', 'Ham, English muffin, hollandaise'),
    dish('Shakshuka', 17, 'v hot2', 'Eggs in tomato and pepper, grilled bread'),
    dish('Avocado Toast', 15, 'vg', 'Sourdough, radish, chili flakes'),
    dish('Steak and Eggs', 26, 'gf large', 'Hanger steak, two eggs, potatoes'),
    dish('Brioche French Toast', 17, 'v', 'Custard-soaked, roasted plums'),
    dish('Breakfast Burrito', 15, 'hot2', 'Eggs, chorizo, potato, salsa verde'),
    dish('Grain Bowl', 16, 'vg', 'Farro, roasted squash, kale, tahini'),
    dish('Fried Egg Sandwich', 12, '', 'Bacon, cheddar, chili jam, a soft roll'),
    dish('Turkey Club', 17, 'lunch', 'Bacon, tomato, mayo, three slices of toast'),
  ],
  side: [
    dish('Home Fries', 7, 'vg gf', 'Peppers, onions, paprika'),
    dish('Maple Bacon', 8, 'gf', 'Four slices'),
    dish('Chicken Sausage', 8, 'gf', 'Sage, apple'),
  ],
  dessert: [dish('Lemon Ricotta Cake', 9, 'v', 'One slice, powdered sugar')],
  drink: [
    dish('Bloody Mary', 14, 'hot3', 'Vodka, tomato, horseradish, Worcestershire'),
    dish('Mimosa', 12, 'vg gf', 'Fresh orange, cava'),
    dish('Bottomless Drip Coffee', 5, 'vg gf', 'As long as you like'),
    dish('Fresh Orange Juice', 7, 'vg gf', 'Squeezed to order'),
  ],
});

export const vegetable = kitchen(['lunch', 'dinner'], {
  appetizer: [
    dish('Whipped Tofu', 12, 'vg', 'Chili crisp, scallions, grilled sourdough'),
    dish('Crispy Artichokes', 14, 'vg gf', 'Lemon aioli made from chickpea water'),
    dish('Beet Tartare', 14, 'vg gf', 'Capers, dill, potato crisps'),
    dish('Cauliflower Wings', 13, 'vg gf hot3', 'Rice flour crust, hot sauce'),
    dish('Burnt Cabbage', 15, 'v gf', 'Brown butter, hazelnut'),
    dish('Mushroom Dumplings', 13, 'vg hot1', 'Black vinegar, chili oil'),
  ],
  entree: [
    dish('Lion’s Mane Steak', 26, 'vg gf', 'Seared mushroom, peppercorn sauce, fries'),
    dish('Squash Ravioli', 22, 'vg', 'Sage, walnuts, cashew cream'),
    dish('Carrot Mole', 21, 'vg gf hot2', 'Blackened carrots, sesame, corn tortillas'),
    dish('Grain Bowl', 18, 'vg', 'Farro, greens, pickled beets, tahini'),
    dish('Chickpea Panisse', 20, 'vg gf', 'Tomato, olive, herb salad'),
    dish('Wild Mushroom Risotto', 24, 'v gf', 'Parmesan, thyme'),
    dish('Seitan Schnitzel', 22, 'vg', 'Potato salad, lemon, capers'),
    dish('Tofu Curry', 19, 'vg gf hot3', 'Coconut milk, makrut lime, rice'),
  ],
  side: [
    dish('Sesame Greens', 9, 'vg gf', 'Whatever is at the market'),
    dish('Fries with Nori Salt', 8, 'vg gf', 'Vegan mayo'),
    dish('Sourdough and Olive Oil', 7, 'vg', 'From a bakery around the corner'),
  ],
  dessert: [
    dish('Chocolate Avocado Tart', 11, 'vg', 'Almond crust, sea salt'),
    dish('Coconut Panna Cotta', 10, 'vg gf', 'Set with agar, passion fruit'),
    dish('Carrot Cake', 10, 'v', 'Cream cheese frosting'),
  ],
  drink: [
    dish('Kombucha on Tap', 7, 'vg gf', 'Ginger and turmeric'),
    dish('Orange Wine by the Glass', 14, 'vg gf', 'Skin-contact, unfiltered'),
    dish('Green Juice', 9, 'vg gf', 'Cucumber, apple, parsley, lemon'),
  ],
});
