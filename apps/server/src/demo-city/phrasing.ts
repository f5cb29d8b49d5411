import type { MenuItem } from './demo-city.js';
import type { SeededRandom } from './seeded-random.js';

/** What the slots of a line may be filled with; a line with an empty slot is not used. */
export type Subject = {
  dish?: string | undefined;
  dish2?: string | undefined;
  dessert?: string | undefined;
  drink?: string | undefined;
  friend?: string | undefined;
  name?: string | undefined;
  hood?: string | undefined;
  cuisine?: string | undefined;
  place?: string | undefined;
};

/**
 * Chooses lines and fills them in, and keeps count: a fixed sentence is used only a few times in the whole
 * city, and the least used line is preferred.
 */
export class Phrasebook {
  private readonly linesUsed = new Map<string, number>();
  private readonly textsUsed = new Map<string, number>();

  constructor(
    private readonly random: SeededRandom,
    /** How often the very same text may occur. */
    private readonly limit: number,
    /** How often a line may be used with different words in its slots. */
    private readonly lineLimit: number,
  ) {}

  /** A line that fits, is not worn out and not among those `said` already, or null. */
  say(lines: readonly string[], subject: Subject, said: Set<string> = new Set()): string | null {
    const left = lines.filter((line) => !said.has(line) && (this.linesUsed.get(line) ?? 0) < this.lineLimit);
    while (left.length > 0) {
      const line = this.random.pickWeighted(left, (one) => 1 / (1 + (this.linesUsed.get(one) ?? 0)) ** 2);
      const text = fill(line, subject);
      const used = text === null ? this.limit : (this.textsUsed.get(text) ?? 0);
      if (text !== null && used < this.limit) {
        this.linesUsed.set(line, (this.linesUsed.get(line) ?? 0) + 1);
        this.textsUsed.set(text, used + 1);
        said.add(line);
        return text;
      }
      left.splice(left.indexOf(line), 1);
    }
    return null;
  }
}

/** Fills the slots of one line; null when something that it speaks of is missing. */
function fill(line: string, subject: Subject): string | null {
  const plural = { dish: isPlural(subject.dish), dish2: isPlural(subject.dish2) };
  let isComplete = true;
  const located = line.replaceAll(
    'in {hood}',
    /^(Upper|Lower)/.test(subject.hood ?? '') ? 'on {hood}' : 'in {hood}',
  );
  const text = located.replaceAll(/\{(\w+)\}/g, (_slot, name: string) => {
    const grammar = /^(was|is|it)(2?)$/.exec(name);
    if (grammar) {
      const isMany = grammar[2] === '2' ? plural.dish2 : plural.dish;
      return { was: ['was', 'were'], is: ['is', 'are'], it: ['it', 'them'] }[
        grammar[1] as 'was' | 'is' | 'it'
      ][isMany ? 1 : 0] as string;
    }
    if (name === 'Dish') {
      isComplete &&= subject.dish !== undefined;
      return capitalised(inText(subject.dish ?? ''));
    }
    const value =
      name === 'hotDish' && isCold(subject.dish)
        ? undefined
        : name === 'hotDish'
          ? subject.dish
          : name === 'area'
            ? subject.hood
            : name === 'hood' && subject.hood !== undefined
              ? withArticle(subject.hood)
              : subject[name as keyof Subject];
    isComplete &&= value !== undefined;
    const isItem =
      name === 'dish' || name === 'hotDish' || name === 'dish2' || name === 'dessert' || name === 'drink';
    return isItem ? inText(value ?? '') : (value ?? '');
  });
  if (!isComplete) return null;
  return capitalised(text.replaceAll(/\b([Aa]) (?=[aeiou])/g, '$1n '));
}

/** One lives in Harlem but in the East Village. */
function withArticle(area: string): string {
  return /^(?:East|West|Lower|Upper) /.test(area) ? `the ${area}` : area;
}

/** Dishes that nobody expects to be warm, by a word of their name. */
const coldDish =
  /salad|frisée|tartare|crudo|ceviche|sashimi|nigiri|\broll|oyster|carpaccio|cold|tuna|aguachile|chirashi|burrata|sorbet|gelato|scoop|\bice|cucumber|edamame|tostada|cocktail|boquerones|hamachi|jamón|manchego|tzatziki|hummus|baba|muhammara|labneh|guacamole|panna cotta|pudding|liang|jelly|naengmyeon|kitfo|azifa|timatim|causa|deviled|pickle|olives|nuts|board|sardines|marinated|radishes|stracciatella|poke|sandwich|hero|bagel|granola|oats|avocado|greens|chop salad|wedge|herb|yukhoe|husband|mouthwatering|sunomono|mousse|cannoli|leeks|bánh mì|jambon|tart|éclair|macaron|paris-brest|canelé|financier|cookie|lox|whitefish|tricolore|smoked|caesar|tabbouleh|fattoush|sour|liver|tiramisù|cheesecake|cake|kulfi|mochi|flan|shake|sundae|beet|crostini|tofu roll|club|brûlée|plantain chips|tomato and onion|little gem|fava|dip\b|bialy|rugelach|truffles|fruit|mango/i;

function isCold(dish: string | undefined): boolean {
  return dish !== undefined && coldDish.test(dish);
}

/** Words that keep their capital inside a sentence. */
const properWords = new Set(
  (
    'Caesar French Korean Thai Vietnamese Japanese Hainanese Greek Italian Mexican Turkish Baja Chongqing Yangzhou ' +
    'Hong Kong Sichuan Goan Bolognese Moretti Birra Buffalo Old Bay New York Napa Key Benedict Calabrian Basque ' +
    'Ibérico Padrón Asahi Sapporo Tsingtao Yanjing Singha Saigon Assyrtiko Swiss Earl Grey Reuben Bloody Mary Tatin ' +
    'Lorraine Negroni Aperol Manhattan Muscadet Txakoli Gamay Chenin Nebbiolo Montepulciano Lambrusco Grüner Champagne ' +
    'Collins Wellington Collins East Coast Parker House IPA Parmigiana Española Alabama Nashville Gallega Cabernet ' +
    'Scotch Paris-Brest Wellington Fridays Valencia Halal Bourguignon Marinières Huế Milanese Limeño Worcestershire'
  ).split(' '),
);
/** Proper only beside another word: a key lime pie is Key Lime, but house martini is not Parker House. */
const properPairs: Readonly<Record<string, string>> = {
  Old: 'Bay',
  New: 'York',
  Key: 'Lime',
  House: 'Rolls',
  East: 'Coast',
  Coast: 'Oysters',
  Hong: 'Kong',
};

/** A dish as it is written inside a sentence: `Cacio e Pepe` becomes `cacio e pepe`. */
export function inText(name: string): string {
  const words = name.replace(/ by the Glass$/, '').split(' ');
  return words
    .map((word, at) => {
      const next = properPairs[word];
      const isProper = properWords.has(word) && (next === undefined || next === words[at + 1]);
      return isProper || /\d/.test(word) ? word : word.toLowerCase();
    })
    .join(' ');
}

/** Does the verb after this dish need its plural? */
function isPlural(name: string | undefined): boolean {
  if (name === undefined) return false;
  const head =
    name.split(
      / (?:with|in|al|alla|alle|all’|a la|con|di|over|on|and|under|of|for|from|à|aux|del|de|the) /,
    )[0] ?? name;
  const last = head.split(' ').at(-1)?.toLowerCase() ?? '';
  if (/ (and|e) /.test(name) && /^(salt|mac|fish|moules|bagels?|ham|shrimp|steak|radishes)/i.test(name)) {
    return /^(fish and chips|shrimp and grits|steak and eggs|radishes)/i.test(name);
  }
  if (singularEndings.has(last)) return false;
  return pluralWords.has(last) || (last.endsWith('s') && !/(ss|us|is|’s)$/.test(last));
}

const singularEndings = new Set([
  'couscous',
  'hummus',
  'asparagus',
  'octopus',
  'mariscos',
  'dolmades-plate',
  'verduras',
  'molasses',
  'huevos',
  'tantan',
  'confit',
  'herbes',
  'picadas',
  'lots',
  'canelés',
]);
const pluralWords = new Set([
  'arancini',
  'cannoli',
  'gyoza',
  'tacos',
  'mandu',
  'momos',
  'boquerones',
  'dolmades',
  'churros',
  'esquites',
  'picarones',
  'gougères',
  'escargots',
  'gnudi',
  'zeppole',
  'loukoumades',
  'chilaquiles',
  'tostones',
  'latkes',
  'anticuchos',
  'bravas',
  'croquetas',
  'wontons',
  'plaki',
]);

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Menu items by how often they are ordered, most popular first weighted. */
export function orderFrom(items: readonly MenuItem[], count: number, random: SeededRandom): MenuItem[] {
  const left = [...items];
  const ordered: MenuItem[] = [];
  while (ordered.length < count && left.length > 0) {
    const next = random.pickWeighted(left, ({ popularityScore }) => popularityScore * popularityScore);
    ordered.push(next);
    left.splice(left.indexOf(next), 1);
  }
  return ordered;
}
