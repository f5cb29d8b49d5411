import { dish, kitchen } from './dish.js';

export const sushi = kitchen(['lunch', 'dinner'], {
  appetizer: [
    dish('Edamame', 8, 'vg gf', 'Warm, with sea salt'),
    dish('Hamachi with Yuzu', 21, 'hot2', 'Six slices, green chili, ponzu'),
    dish('Chawanmushi', 14, '', 'Savory egg custard, dashi, crab'),
    dish('Cucumber Sunomono', 9, 'vg', 'Rice vinegar, wakame, sesame'),
    dish('Miso Soup', 6, '', 'Dashi, tofu, scallion'),
    dish('Spicy Tuna Crispy Rice', 18, 'hot3', 'Four pieces, serrano, sweet soy'),
  ],
  entree: [
    dish('Chef’s Nigiri Set', 58, 'large', 'Ten pieces and a toro hand roll'),
    dish('Sashimi Plate', 46, 'large', 'Fifteen slices, whatever looked best this morning'),
    dish('Chirashi Bowl', 38, 'large', 'Tuna, salmon, yellowtail, ikura over seasoned rice'),
    dish('Salmon Avocado Roll', 14, '', 'Eight pieces, toasted sesame'),
    dish('Toro Scallion Roll', 19, '', 'Fatty tuna, warm rice, crisp nori'),
    dish('Eel Cucumber Roll', 16, '', 'Grilled unagi, sweet soy'),
    dish('Vegetable Roll Set', 24, 'vg', 'Avocado, pickled plum, shiitake, cucumber'),
    dish('Hand Roll Trio', 28, '', 'Scallop, salmon, spicy tuna'),
    dish('Uni Hand Roll', 24, '', 'Hokkaido sea urchin, shiso'),
  ],
  side: [
    dish('Seaweed Salad', 9, 'vg', 'Three kinds, sesame dressing'),
    dish('Tamago', 6, 'v', 'Sweet layered omelet, two slices'),
  ],
  dessert: [
    dish('Black Sesame Ice Cream', 8, 'v gf', 'One scoop, toasted seeds'),
    dish('Mochi Duo', 9, 'v gf', 'Matcha and red bean'),
    dish('Yuzu Sorbet', 8, 'vg gf', 'Sharp and cold'),
  ],
  drink: [
    dish('Junmai Sake', 14, 'vg gf', 'Dry, served cold, a small carafe'),
    dish('Genmaicha', 5, 'vg gf', 'Green tea with toasted rice'),
    dish('Sapporo Draft', 8, 'vg', 'Small glass'),
  ],
});

export const ramen = kitchen(['lunch', 'dinner'], {
  appetizer: [
    dish('Pork Gyoza', 10, '', 'Six, fried on one side, vinegar and chili oil'),
    dish('Shishito Peppers', 9, 'vg hot2', 'Blistered, ponzu, sesame'),
    dish('Chicken Karaage', 12, '', 'Marinated thigh, potato starch crust, lemon mayo'),
    dish('Pork Belly Bun', 7, '', 'Steamed bun, hoisin, pickled cucumber'),
    dish('Smashed Cucumber', 8, 'vg hot2', 'Garlic, rice vinegar, chili oil'),
    dish('Vegetable Gyoza', 9, 'vg', 'Cabbage, shiitake, glass noodles'),
  ],
  entree: [
    dish('Tonkotsu Ramen', 18, 'large', 'Pork bone broth, chashu, wood ear, soft egg'),
    dish('Spicy Miso Ramen', 19, 'hot4 large', 'Pork and miso broth, ground pork, corn, butter'),
    dish('Shoyu Ramen', 17, 'large', 'Clear chicken and soy broth, bamboo, nori'),
    dish('Yuzu Shio Ramen', 18, 'large', 'Chicken and sea salt broth, yuzu peel, greens'),
    dish('Vegan Tantan Ramen', 18, 'vg hot3 large', 'Sesame and soy milk broth, mushroom crumble'),
    dish('Tsukemen', 19, 'large', 'Thick cold noodles, a concentrated pork dipping broth'),
    dish('Mazemen', 18, 'hot2 large', 'No broth: pork, egg yolk, garlic, dried fish powder'),
    dish('Chashu Rice Bowl', 12, '', 'Torched pork, scallion, sweet soy'),
  ],
  side: [
    dish('Soft Egg', 3, 'v', 'Six and a half minutes, soy marinade'),
    dish('Extra Noodles', 4, 'vg', 'For the broth that is left'),
    dish('Bamboo Shoots', 4, 'vg', 'Braised in soy and mirin'),
  ],
  dessert: [
    dish('Matcha Soft Serve', 6, 'v gf', 'Uji matcha, not very sweet'),
    dish('Yuzu Granita', 6, 'vg gf', 'With mint'),
  ],
  drink: [
    dish('Asahi Draft', 8, 'vg', 'Very cold'),
    dish('Ramune', 4, 'vg gf', 'Marble soda, original'),
    dish('Lychee Chuhai', 9, 'vg gf', 'Shochu, lychee, soda'),
  ],
});

export const izakaya = kitchen(['dinner'], {
  appetizer: [
    dish('Takoyaki', 11, '', 'Octopus balls, bonito flakes, Japanese mayo'),
    dish('Agedashi Tofu', 10, '', 'Fried tofu in warm dashi, grated daikon'),
    dish('Potato Salad', 9, 'v', 'Japanese mayo, smoked egg, cucumber'),
    dish('Tuna Tataki', 17, '', 'Seared rare, ponzu, garlic chips'),
    dish('Blistered Green Beans', 9, 'vg', 'Sesame and miso'),
  ],
  entree: [
    dish('Chicken Thigh Yakitori', 9, '', 'Two skewers, scallion, tare'),
    dish('Tsukune', 10, '', 'Chicken meatball skewers, egg yolk to dip'),
    dish('King Oyster Skewers', 9, 'vg', 'Charred mushrooms, soy and lemon'),
    dish('Miso Black Cod', 29, '', 'Marinated three days, pickled ginger'),
    dish('Okonomiyaki', 17, 'shareable', 'Cabbage pancake, pork belly, bonito, mayo'),
    dish('Katsu Curry', 19, 'hot2 large', 'Pork cutlet, rice, dark curry'),
    dish('Yaki Udon', 17, '', 'Stir-fried noodles, pork, cabbage, bonito'),
    dish('Vegetable Tempura', 16, 'vg', 'Pumpkin, lotus root, shiso, sea salt'),
    dish('Grilled Mackerel', 18, 'gf', 'Salted overnight, grated daikon, lemon'),
  ],
  side: [
    dish('Rice with Pickles', 6, 'vg', 'Short grain rice, house tsukemono'),
    dish('Grilled Onigiri', 7, 'vg', 'Brushed with soy'),
  ],
  dessert: [
    dish('Hojicha Pudding', 8, 'gf', 'Roasted tea custard set with gelatin, black sugar'),
    dish('Miso Caramel Ice Cream', 8, 'v', 'Two scoops'),
  ],
  drink: [
    dish('Whisky Highball', 13, 'vg gf', 'Toki, very fizzy soda, lemon peel'),
    dish('Shiso Sour', 13, 'vg gf', 'Shochu, shiso, lime'),
    dish('Nigori Sake', 12, 'vg gf', 'Cloudy, a little sweet'),
  ],
});

export const cantonese = kitchen(['lunch', 'dinner'], {
  appetizer: [
    dish('Pork Soup Dumplings', 12, '', 'Six, ginger and black vinegar'),
    dish('Har Gow', 9, '', 'Four shrimp dumplings in clear skins'),
    dish('Scallion Pancake', 8, 'vg', 'Flaky, soy and vinegar for dipping'),
    dish('Turnip Cake', 8, '', 'Pan-fried, Chinese sausage, dried shrimp'),
    dish('Pork and Chive Dumplings', 10, '', 'Boiled or pan-fried, eight to a plate'),
    dish('Cold Cucumber', 7, 'vg', 'Garlic, sesame, rice vinegar'),
    dish('Char Siu Bao', 8, '', 'Three steamed buns, barbecued pork'),
  ],
  entree: [
    dish('Roast Duck', 28, 'shareable', 'Half, lacquered skin, plum sauce'),
    dish('Beef Chow Fun', 17, 'large', 'Wide rice noodles, bean sprouts, smoky from the wok'),
    dish('Salt and Pepper Shrimp', 24, 'hot2', 'Shell on, fried garlic and chilies'),
    dish('Ginger Scallion Lobster', 48, 'shareable', 'Over crisp noodles'),
    dish('Mapo Eggplant', 16, 'vg hot3', 'Fermented bean paste, scallion'),
    dish('Steamed Sea Bass', 36, 'shareable', 'Whole, soy, ginger, hot oil'),
    dish('Wonton Noodle Soup', 14, 'large', 'Shrimp and pork wontons, thin egg noodles'),
    dish('Yangzhou Fried Rice', 15, '', 'Shrimp, barbecued pork, egg, peas'),
    dish('Crispy Chicken', 22, 'shareable', 'Half a bird, prawn crackers, lemon'),
    dish('Buddha’s Delight', 16, 'vg', 'Tofu skin, mushrooms, lotus root, glass noodles'),
  ],
  side: [
    dish('Gai Lan', 12, 'vg', 'Chinese broccoli, garlic'),
    dish('Pea Shoots', 15, 'vg', 'Stir-fried fast with garlic'),
    dish('Jasmine Rice', 3, 'vg gf', 'A bowl'),
  ],
  dessert: [
    dish('Egg Tarts', 6, 'v', 'Two, warm, flaky shell'),
    dish('Mango Pudding', 7, 'gf', 'Gelatin-set, evaporated milk on top'),
    dish('Sesame Balls', 6, 'vg', 'Fried rice dough, red bean'),
  ],
  drink: [
    dish('Pot of Jasmine Tea', 4, 'vg gf', 'Refilled as long as you sit'),
    dish('Hong Kong Milk Tea', 5, 'v gf', 'Strong black tea, evaporated milk'),
    dish('Tsingtao', 7, 'vg', 'Large bottle'),
  ],
});

export const sichuan = kitchen(['lunch', 'dinner'], {
  appetizer: [
    dish('Wontons in Chili Oil', 11, 'hot4', 'Pork wontons, black vinegar, sugar, garlic'),
    dish('Dan Dan Noodles', 12, 'hot4', 'Minced pork, preserved greens, sesame, peanuts'),
    dish('Mouthwatering Chicken', 14, 'hot4', 'Poached, cold, numbing chili oil'),
    dish('Wood Ear Salad', 9, 'vg hot2', 'Vinegar, cilantro, fresh chilies'),
    dish('Liang Fen', 9, 'vg hot3', 'Cold mung bean jelly, black beans, chili oil'),
    dish('Husband and Wife Beef', 15, 'hot4', 'Cold sliced beef and tripe, peanuts, celery'),
  ],
  entree: [
    dish('Mapo Tofu', 18, 'hot4', 'Soft tofu, ground beef, Sichuan peppercorn'),
    dish('Chongqing Chicken', 22, 'hot5 shareable', 'Small crisp pieces under a pile of dried chilies'),
    dish('Fish in Chili Broth', 32, 'hot5 shareable', 'Flounder, bean sprouts, a bowl for four'),
    dish('Twice-Cooked Pork', 20, 'hot3', 'Belly, leeks, fermented beans'),
    dish('Cumin Lamb', 24, 'hot4', 'Onions, cilantro, a lot of cumin'),
    dish('Tea-Smoked Duck', 29, 'shareable', 'Half, steamed buns, sweet bean sauce'),
    dish('Kung Pao Chicken', 19, 'hot3', 'Peanuts, dried chilies, vinegar'),
    dish('Fish-Fragrant Eggplant', 17, 'vg hot3', 'There is no fish in it: garlic, ginger, pickled chili'),
    dish('Dry-Fried Green Beans', 15, 'vg hot3', 'Preserved mustard greens, chili'),
  ],
  side: [
    dish('Garlic Spinach', 12, 'vg', 'Quickly wilted'),
    dish('Steamed Rice', 2, 'vg gf', 'You will want one each'),
    dish('Smashed Potatoes with Chili', 11, 'vg hot3', 'Crisp edges, cumin'),
  ],
  dessert: [
    dish('Ice Jelly', 7, 'vg gf', 'Brown sugar, hawthorn, raisins; puts the fire out'),
    dish('Pumpkin Cakes', 7, 'vg', 'Fried, red bean inside'),
  ],
  drink: [
    dish('Plum Juice', 5, 'vg gf', 'Smoked sour plum, cold'),
    dish('Yanjing Beer', 7, 'vg', 'Light lager'),
    dish('Chrysanthemum Tea', 4, 'vg gf', 'Hot, with rock sugar'),
  ],
});

export const korean = kitchen(['lunch', 'dinner'], {
  appetizer: [
    dish('Haemul Pajeon', 19, 'shareable', 'Seafood and scallion pancake, crisp at the edges'),
    dish('Korean Fried Chicken', 17, 'hot3', 'Double-fried wings, gochujang glaze'),
    dish('Mandu', 12, '', 'Six pork and kimchi dumplings'),
    dish('Tteokbokki', 14, 'hot4', 'Rice cakes, fish cake, gochujang'),
    dish('Japchae', 15, 'vg', 'Sweet potato noodles, mushrooms, spinach, sesame'),
    dish('Yukhoe', 21, '', 'Raw beef, Asian pear, egg yolk, pine nuts'),
  ],
  entree: [
    dish('Galbi', 44, 'shareable', 'Marinated short rib grilled at the table'),
    dish('Pork Belly Set', 38, 'gf shareable', 'Thick-cut samgyeopsal, lettuce, salted sesame oil'),
    dish('Kimchi Jjigae', 18, 'hot4 large', 'Aged kimchi, pork, soft tofu'),
    dish('Soondubu', 17, 'hot4 large', 'Silken tofu stew, clams, an egg'),
    dish('Dolsot Bibimbap', 18, '', 'Beef, vegetables, egg, rice crisping in hot stone'),
    dish('Mushroom Bibimbap', 17, 'vg', 'Five mushrooms, greens, soy and sesame'),
    dish('Galbi Jjim', 36, 'large', 'Braised short rib, chestnuts, jujubes'),
    dish('Naengmyeon', 17, '', 'Buckwheat noodles in iced beef broth, mustard, pear'),
    dish('Spicy Pork Ssam', 24, 'hot3', 'Jeyuk bokkeum, rice, perilla leaves'),
  ],
  side: [
    dish('Banchan', 8, 'shareable', 'Six small plates, fish sauce in the kimchi'),
    dish('Steamed Egg', 8, 'v gf', 'In a clay pot, scallion'),
    dish('Kimchi Fried Rice', 14, 'hot2', 'Spam, a fried egg'),
  ],
  dessert: [
    dish('Hotteok', 8, 'vg', 'Griddled pancake, brown sugar, peanuts'),
    dish('Bingsu', 14, 'v gf shareable', 'Shaved milk ice, red bean, rice cakes'),
  ],
  drink: [
    dish('Makgeolli', 16, 'vg shareable', 'Cloudy rice wine, served in a kettle'),
    dish('Soju', 15, 'vg gf', 'A bottle, very cold'),
    dish('Barley Tea', 3, 'vg', 'Iced or hot'),
  ],
});

export const thai = kitchen(['lunch', 'dinner'], {
  appetizer: [
    dish('Som Tum', 13, 'gf hot4', 'Green papaya, dried shrimp, fish sauce, peanuts, lime'),
    dish('Larb Gai', 14, 'gf hot4', 'Minced chicken, toasted rice, mint, lime'),
    dish('Chicken Satay', 12, 'gf', 'Turmeric marinade, peanut sauce, cucumber relish'),
    dish('Vegetable Curry Puffs', 10, 'v hot1', 'Potato and onion in flaky pastry'),
    dish('Fish Cakes', 12, 'hot2', 'Red curry paste, green beans, sweet chili'),
    dish('Fresh Herb Rolls', 10, 'vg', 'Tofu, mint, lettuce, tamarind sauce'),
  ],
  entree: [
    dish('Pad Thai', 18, 'gf', 'Shrimp, tamarind, egg, peanuts, rice noodles'),
    dish('Khao Soi', 20, 'hot3 large', 'Chicken, coconut curry broth, crisp egg noodles'),
    dish('Green Curry', 19, 'gf hot4', 'Chicken, Thai eggplant, basil, coconut milk'),
    dish('Massaman Beef', 25, 'gf hot2', 'Slow-cooked beef, potato, peanuts'),
    dish('Pad Kra Pao', 18, 'hot4', 'Minced pork, holy basil, fried egg'),
    dish('Pad See Ew', 17, '', 'Wide noodles, chicken, Chinese broccoli, dark soy'),
    dish('Crying Tiger', 28, 'gf hot3', 'Grilled strip steak, toasted chili dip'),
    dish('Whole Fried Snapper', 36, 'gf shareable hot2', 'Three-flavor sauce, fried shallots'),
    dish('Tofu Pad Thai', 16, 'vg gf', 'Tamarind, bean sprouts, peanuts, no egg'),
    dish('Jungle Curry', 19, 'gf hot5', 'No coconut, pork, green peppercorn, krachai'),
  ],
  side: [
    dish('Sticky Rice', 4, 'vg gf', 'In a bamboo basket'),
    dish('Morning Glory', 13, 'vg hot2', 'Garlic, fermented soybeans, chili'),
    dish('Coconut Rice', 5, 'vg gf', 'Lightly sweet'),
  ],
  dessert: [
    dish('Mango Sticky Rice', 10, 'vg gf', 'Coconut cream, toasted mung beans'),
    dish('Coconut Ice Cream', 8, 'vg gf', 'Peanuts and sweet corn on top'),
  ],
  drink: [
    dish('Thai Iced Tea', 6, 'v gf', 'Condensed milk'),
    dish('Lemongrass Gin Fizz', 14, 'vg gf', 'Gin, lemongrass, lime'),
    dish('Singha', 7, 'vg', 'Bottle'),
  ],
});

export const vietnamese = kitchen(['lunch', 'dinner'], {
  appetizer: [
    dish('Summer Rolls', 10, 'gf', 'Shrimp, pork, herbs, peanut sauce'),
    dish('Tofu Summer Rolls', 9, 'vg gf', 'Herbs, rice noodles, peanut sauce'),
    dish('Chả Giò', 11, '', 'Fried pork and crab rolls, lettuce to wrap'),
    dish('Green Mango Salad', 13, 'gf hot2', 'Dried beef, fish sauce, Thai basil'),
    dish('Caramel Fish Sauce Wings', 13, 'hot2', 'Sticky, garlic, black pepper'),
    dish('Bánh Xèo', 16, 'gf shareable', 'Crisp turmeric crepe, shrimp, pork, bean sprouts'),
  ],
  entree: [
    dish('Phở Bò', 17, 'gf large', 'Beef bone broth, brisket, rare eye round, rice noodles'),
    dish('Phở Gà', 16, 'gf large', 'Clear chicken broth, ginger, scallion'),
    dish('Bún Bò Huế', 18, 'gf hot4 large', 'Lemongrass beef broth, pork, thick round noodles of rice'),
    dish('Bánh Mì', 13, '', 'Pork roll, pâté, pickled carrot, cilantro'),
    dish('Tofu Bánh Mì', 12, 'vg', 'Lemongrass tofu, pickled carrot, jalapeño'),
    dish('Bún Chả', 19, 'gf', 'Grilled pork patties, herbs, rice vermicelli'),
    dish('Shaking Beef', 28, '', 'Cubed filet, watercress, lime and pepper'),
    dish('Clay Pot Catfish', 22, 'gf hot2', 'Caramel, black pepper, coconut water'),
    dish('Lemongrass Chicken over Rice', 17, '', 'Grilled thigh, pickles, a fried egg'),
    dish('Vegan Phở', 16, 'vg gf large', 'Charred onion broth, mushrooms, tofu'),
  ],
  side: [
    dish('Broken Rice', 4, 'vg gf', 'With scallion oil'),
    dish('Pickled Vegetables', 5, 'vg gf', 'Carrot, daikon, mustard greens'),
  ],
  dessert: [
    dish('Bánh Flan', 8, 'v gf', 'Coffee caramel'),
    dish('Chè Ba Màu', 8, 'vg gf', 'Three-color dessert, beans, coconut milk, ice'),
  ],
  drink: [
    dish('Cà Phê Sữa Đá', 6, 'v gf', 'Dark roast, condensed milk, ice'),
    dish('Salted Plum Soda', 6, 'vg gf', 'Sour, salty, good with anything fried'),
    dish('Saigon Lager', 7, 'vg', 'Bottle'),
  ],
});

export const indian = kitchen(['lunch', 'dinner'], {
  appetizer: [
    dish('Samosa Chaat', 12, 'v hot2', 'Chickpeas, yogurt, tamarind, mint'),
    dish('Pani Puri', 11, 'vg hot2', 'Crisp shells, spiced potato, mint water'),
    dish('Gobi Manchurian', 14, 'vg hot3', 'Fried cauliflower, garlic, soy, chili'),
    dish('Lamb Seekh Kebab', 18, 'gf hot3', 'Charred on the skewer, mint chutney'),
    dish('Chili Paneer', 15, 'v hot3', 'Peppers, onions, green chilies'),
    dish('Onion Bhaji', 10, 'vg gf hot1', 'Chickpea batter, tamarind'),
  ],
  entree: [
    dish('Butter Chicken', 22, 'gf hot2', 'Tandoori thigh, tomato, cream, fenugreek'),
    dish('Chicken Tikka', 21, 'gf hot3', 'From the tandoor, pickled onion'),
    dish('Lamb Rogan Josh', 26, 'gf hot3', 'Kashmiri chili, fennel, yogurt'),
    dish('Goat Biryani', 25, 'gf hot3 large', 'Sealed pot, saffron rice, fried onions'),
    dish('Saag Paneer', 19, 'v gf hot1', 'Spinach, fresh cheese, ghee'),
    dish('Chana Masala', 17, 'vg gf hot2', 'Chickpeas, ginger, dried mango'),
    dish('Dal Makhani', 17, 'v gf hot1', 'Black lentils overnight, butter, cream'),
    dish('Baingan Bharta', 18, 'vg gf hot2', 'Fire-roasted eggplant, tomato, peas'),
    dish('Malai Kofta', 20, 'v gf', 'Paneer and potato dumplings, cashew gravy'),
    dish('Goan Fish Curry', 25, 'gf hot3', 'Cod, coconut milk, kokum'),
    dish('Masala Dosa', 16, 'vg gf hot2 large', 'Crisp rice and lentil crepe, potato, sambar'),
  ],
  side: [
    dish('Garlic Naan', 6, 'v', 'Butter, cilantro'),
    dish('Tandoori Roti', 4, 'vg', 'Whole wheat'),
    dish('Cucumber Raita', 5, 'v gf', 'Yogurt, roasted cumin'),
    dish('Saffron Basmati', 6, 'vg gf', 'Cardamom and clove'),
  ],
  dessert: [
    dish('Gulab Jamun', 8, 'v', 'Warm, rose syrup, pistachio'),
    dish('Pistachio Kulfi', 8, 'v gf', 'Slow-reduced milk'),
  ],
  drink: [
    dish('Mango Lassi', 7, 'v gf', 'Alphonso mango, yogurt'),
    dish('Masala Chai', 5, 'v gf', 'Milk, ginger, cardamom'),
    dish('Tamarind Margarita', 14, 'vg gf hot1', 'Tequila, tamarind, black salt'),
  ],
});
