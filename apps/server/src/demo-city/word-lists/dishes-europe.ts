import { dish, kitchen } from './dish.js';

export const italian = kitchen(['lunch', 'dinner'], {
  appetizer: [
    dish('Burrata', 17, 'v gf', 'Roasted cherry tomatoes, basil oil, flaky salt'),
    dish('Fritto Misto', 19, '', 'Squid, shrimp and lemon slices in a light batter, aioli'),
    dish('Arancini', 14, 'v', 'Saffron rice, smoked scamorza, tomato passata'),
    dish('Beef Carpaccio', 18, 'gf', 'Thinly sliced beef, arugula, shaved parmigiano, capers'),
    dish('Tricolore Salad', 14, 'vg gf', 'Endive, radicchio and arugula with a sharp lemon dressing'),
    dish('Grilled Octopus', 21, 'gf', 'Borlotti beans, celery leaves, chili oil'),
    dish('Ricotta Crostini', 13, 'v', 'Whipped sheep ricotta, honey and thyme on grilled bread'),
  ],
  entree: [
    dish('Cacio e Pepe', 23, 'v', 'Tonnarelli, pecorino romano, a lot of black pepper'),
    dish('Rigatoni alla Vodka', 24, 'v hot2', 'Tomato, cream, a little Calabrian chili'),
    dish('Tagliatelle al Ragù', 26, '', 'Egg pasta with a slow ragù of beef, pork and milk'),
    dish('Bucatini all’Amatriciana', 25, 'hot2', 'Guanciale, San Marzano tomato, pecorino'),
    dish('Linguine alle Vongole', 28, 'hot1', 'Littleneck clams, white wine, garlic, parsley'),
    dish('Pappardelle with Mushrooms', 26, 'v', 'Maitake and porcini, butter, sage'),
    dish('Orecchiette with Sausage', 25, 'hot2', 'Broccoli rabe, fennel sausage, breadcrumbs'),
    dish('Chicken Milanese', 31, 'large', 'Pounded and breaded, arugula and tomato on top'),
    dish('Branzino al Forno', 38, 'gf large', 'Whole fish, lemon, olives, roasted potatoes'),
    dish('Eggplant Parmigiana', 24, 'v', 'Fried eggplant, tomato, mozzarella, basil'),
    dish('Braised Short Rib', 39, 'gf large', 'Red wine, soft polenta, gremolata'),
  ],
  side: [
    dish('Broccoli Rabe', 12, 'vg gf hot1', 'Garlic, lemon, chili flakes'),
    dish('Roasted Potatoes', 11, 'vg gf', 'Rosemary and sea salt'),
    dish('Focaccia', 8, 'vg', 'Baked this morning, olive oil and salt'),
  ],
  dessert: [
    dish('Tiramisù', 13, 'v', 'Mascarpone, espresso, ladyfingers, cocoa'),
    dish('Panna Cotta', 12, 'gf', 'Vanilla cream set with gelatin, amarena cherries'),
    dish('Olive Oil Cake', 12, 'v', 'Orange zest, crème fraîche'),
    dish('Affogato', 10, 'v gf', 'Vanilla gelato drowned in espresso'),
  ],
  drink: [
    dish('Negroni', 17, 'vg gf', 'Gin, Campari, sweet vermouth'),
    dish('Aperol Spritz', 15, 'vg gf', 'Aperol, prosecco, soda, an orange slice'),
    dish('Montepulciano by the Glass', 14, 'vg gf', 'Medium red from Abruzzo'),
  ],
});

export const pizza = kitchen(['lunch', 'dinner'], {
  appetizer: [
    dish('Garlic Knots', 8, 'v', 'Six of them, parmesan butter, marinara for dipping'),
    dish('Little Gem Caesar', 14, '', 'Anchovy dressing, breadcrumbs, parmigiano'),
    dish('Marinated Olives', 8, 'vg gf', 'Castelvetrano, orange peel, fennel seed'),
    dish('Meatballs in Tomato', 14, '', 'Beef and pork, ricotta, grilled bread'),
    dish('Chopped Salad', 15, 'v gf', 'Chickpeas, provolone, pepperoncini, red onion'),
  ],
  entree: [
    dish('Margherita Pie', 19, 'v', 'Crushed tomato, fresh mozzarella, basil'),
    dish('Marinara Pie', 16, 'vg', 'Tomato, garlic, oregano, olive oil, no cheese'),
    dish('Pepperoni Pie', 22, 'hot2', 'Small curled pepperoni, hot honey'),
    dish('Mushroom Pie', 22, 'v', 'Cremini, taleggio, thyme, black pepper'),
    dish('Clam Pie', 26, 'hot1', 'Chopped clams, garlic, lemon, parsley'),
    dish('Sausage and Peppers Pie', 23, '', 'Fennel sausage, roasted peppers, provolone'),
    dish('White Pie', 20, 'v', 'Ricotta, mozzarella, garlic, rosemary'),
    dish('Grandma Square', 27, 'v shareable', 'Crisp pan crust, tomato over the cheese'),
    dish('Soppressata Pie', 23, 'hot3', 'Spicy soppressata, smoked mozzarella, chili oil'),
    dish('Broccoli Rabe Pie', 21, 'vg hot1', 'Broccoli rabe, garlic, cashew cream, chili'),
  ],
  side: [dish('Calabrian Chili Dip', 3, 'vg gf hot4', 'For the crusts')],
  dessert: [
    dish('Soft Serve', 7, 'v gf', 'Vanilla, olive oil and sea salt'),
    dish('Cannoli', 9, 'v', 'Filled to order with sheep ricotta and chocolate'),
    dish('Zeppole', 9, 'v', 'Hot dough, powdered sugar, lemon curd'),
  ],
  drink: [
    dish('Birra Moretti', 8, 'vg', 'Cold lager in the bottle'),
    dish('Blood Orange Soda', 5, 'vg gf', 'Italian, not too sweet'),
    dish('Lambrusco by the Glass', 12, 'vg gf', 'Dry, chilled, sparkling red'),
  ],
});

export const french = kitchen(['lunch', 'dinner'], {
  appetizer: [
    dish('French Onion Soup', 16, '', 'Beef broth, Gruyère, a slice of toasted baguette'),
    dish('Steak Tartare', 22, '', 'Hand-cut beef, cornichons, egg yolk, toast'),
    dish('Escargots', 18, '', 'Six snails, garlic and parsley butter, bread to mop it up'),
    dish('Leeks Vinaigrette', 15, 'vg gf', 'Cold poached leeks, mustard, hazelnuts'),
    dish('Frisée aux Lardons', 17, '', 'Bacon, poached egg, croutons'),
    dish('Duck Liver Mousse', 17, '', 'Port gelée, pickled onions, brioche'),
    dish('Gougères', 11, 'v', 'Warm Gruyère puffs'),
  ],
  entree: [
    dish('Steak Frites', 39, 'large', 'Hanger steak, sauce au poivre, a heap of fries'),
    dish('Moules Marinières', 28, 'large', 'Mussels, white wine, shallots, fries'),
    dish('Roast Chicken for Two', 58, 'gf shareable', 'Pan juices, potatoes, watercress'),
    dish('Duck Confit', 34, 'gf', 'Crisp leg, Puy lentils, bitter greens'),
    dish('Sole Meunière', 44, '', 'Brown butter, lemon, capers'),
    dish('Boeuf Bourguignon', 36, 'large', 'Burgundy, pearl onions, bacon, mushrooms'),
    dish('Omelette aux Fines Herbes', 21, 'v gf lunch', 'Soft in the middle, green salad'),
    dish('Ratatouille', 24, 'vg gf', 'Eggplant, zucchini, peppers, basil'),
    dish('Croque Madame', 21, 'lunch', 'Ham, Gruyère, béchamel, a fried egg'),
    dish('Mushroom Vol-au-Vent', 27, 'v', 'Puff pastry, wild mushrooms, cream, tarragon'),
  ],
  side: [
    dish('Pommes Frites', 11, 'v gf', 'With aioli'),
    dish('Haricots Verts', 12, 'vg gf', 'Shallots and lemon'),
    dish('Gratin Dauphinois', 14, 'v gf', 'Potatoes, cream, nutmeg'),
  ],
  dessert: [
    dish('Crème Brûlée', 13, 'v gf', 'Vanilla bean, cracked sugar'),
    dish('Tarte Tatin', 14, 'v', 'Caramelized apples, crème fraîche'),
    dish('Profiteroles', 14, 'v', 'Vanilla ice cream, warm chocolate poured at the table'),
    dish('Mousse au Chocolat', 12, 'v gf', 'Dark chocolate, whipped cream'),
  ],
  drink: [
    dish('Kir Royale', 17, 'vg gf', 'Crémant and cassis'),
    dish('Muscadet by the Glass', 14, 'vg gf', 'Dry, mineral white from the Loire'),
    dish('French 75', 17, 'vg gf', 'Gin, lemon, sparkling wine'),
  ],
});

export const spanish = kitchen(['dinner'], {
  appetizer: [
    dish('Pan con Tomate', 10, 'vg', 'Grilled bread, grated tomato, garlic, olive oil'),
    dish('Gambas al Ajillo', 18, 'gf hot2', 'Shrimp sizzling in garlic and guindilla'),
    dish('Patatas Bravas', 12, 'v gf hot3', 'Crisp potatoes, bravas sauce, aioli'),
    dish('Croquetas de Jamón', 14, '', 'Four, creamy inside, Ibérico ham'),
    dish('Boquerones', 13, 'gf', 'White anchovies, vinegar, parsley'),
    dish('Tortilla Española', 12, 'v gf', 'Egg, potato, sweet onion, served warm'),
    dish('Pimientos de Padrón', 11, 'vg gf hot2', 'Blistered, salted, one in ten is hot'),
    dish('Jamón Ibérico', 26, 'gf', 'Sliced by hand, thirty-six months'),
    dish('Manchego with Quince', 14, 'v gf', 'Aged twelve months'),
  ],
  entree: [
    dish('Paella de Mariscos', 62, 'gf shareable', 'Bomba rice, shrimp, mussels, squid, saffron'),
    dish('Paella de Verduras', 52, 'vg gf shareable', 'Bomba rice, artichokes, peppers, beans'),
    dish('Pulpo a la Gallega', 24, 'gf', 'Octopus, potatoes, smoked paprika'),
    dish('Secreto Ibérico', 34, 'gf', 'Grilled pork shoulder cut, mojo verde'),
    dish('Fideuà Negra', 36, 'shareable', 'Toasted noodles, squid ink, aioli'),
  ],
  side: [
    dish('Spinach with Chickpeas', 12, 'vg gf', 'Cumin, garlic, sherry vinegar'),
    dish('Grilled Escarole', 11, 'vg gf', 'Romesco with almonds'),
  ],
  dessert: [
    dish('Basque Cheesecake', 13, 'v gf', 'Burnt on top, loose in the middle'),
    dish('Churros con Chocolate', 12, 'v', 'Thick drinking chocolate'),
  ],
  drink: [
    dish('Rebujito', 13, 'vg gf', 'Fino sherry, lemon, soda'),
    dish('Txakoli by the Glass', 14, 'vg gf', 'Poured from a height'),
    dish('Red Vermouth', 11, 'vg gf', 'On ice with an orange slice'),
  ],
});

export const greek = kitchen(['lunch', 'dinner'], {
  appetizer: [
    dish('Tzatziki with Pita', 11, 'v', 'Thick yogurt, cucumber, dill'),
    dish('Fava', 12, 'vg gf', 'Yellow split peas from Santorini, capers, raw onion'),
    dish('Saganaki', 15, 'v', 'Pan-fried graviera, lemon'),
    dish('Grilled Octopus', 22, 'gf', 'Red wine vinegar, oregano'),
    dish('Dolmades', 11, 'vg gf', 'Vine leaves, rice, pine nuts, lemon'),
    dish('Village Salad', 16, 'v gf', 'Tomato, cucumber, olives, a slab of feta'),
    dish('Fried Zucchini Chips', 14, 'v', 'Paper thin, with skordalia'),
  ],
  entree: [
    dish('Whole Grilled Branzino', 38, 'gf large', 'Ladolemono, wild greens'),
    dish('Lamb Chops', 42, 'gf large', 'Oregano, lemon potatoes'),
    dish('Chicken Souvlaki', 24, '', 'Two skewers, pita, tomato, tzatziki'),
    dish('Moussaka', 25, '', 'Eggplant, lamb, béchamel'),
    dish('Shrimp Saganaki', 28, 'gf hot2', 'Tomato, feta, ouzo'),
    dish('Gigantes Plaki', 20, 'vg gf', 'Giant beans baked in tomato and dill'),
    dish('Spanakopita', 19, 'v', 'Spinach and feta in hand-rolled filo'),
  ],
  side: [
    dish('Lemon Potatoes', 11, 'vg gf', 'Roasted until the edges catch'),
    dish('Horta', 12, 'vg gf', 'Boiled greens, olive oil, lemon'),
  ],
  dessert: [
    dish('Galaktoboureko', 12, 'v', 'Semolina custard, filo, syrup'),
    dish('Yogurt with Honey', 10, 'v gf', 'Thyme honey and walnuts'),
    dish('Loukoumades', 11, 'v', 'Fried dough, honey, cinnamon'),
  ],
  drink: [
    dish('Assyrtiko by the Glass', 14, 'vg gf', 'Salty white from Santorini'),
    dish('Ouzo', 10, 'vg gf', 'With ice and water'),
    dish('Greek Iced Coffee', 6, 'vg gf', 'Shaken until it foams'),
  ],
});
