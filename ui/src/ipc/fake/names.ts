// Believable names, and those that break careless screens.
export const FIRST = [
  'Harbor',
  'Granite',
  'Sable',
  'Copper',
  'Juniper',
  'Willow',
  'Tundra',
  'Meridian',
  'Northwind',
  'Oxbow',
  'Saltbox',
  'Larch',
  'Beacon',
  'Fathom',
  'Ember',
  'Quarry',
  'Lumen',
  'Cinder',
  'Alder',
  'Ridgeway',
] as const;

export const SECOND = [
  'Clinic',
  'Robotics',
  'Retail',
  'Press',
  'Foods',
  'Systems',
  'Mutual',
  'Supply',
  'Labs',
  'Logistics',
  'Capital',
  'Studio',
  'Freight',
  'Health',
  'Energy',
  'Legal',
] as const;

/** [slug, name]: shown as text everywhere, whatever they say. */
export const DIFFICULT: readonly (readonly [string, string])[] = [
  ['img-onerror', '<img src=x onerror=alert(1)>'],
  ['formula', '=cmd()'],
  ['template', '{{7*7}} #{7*7} %s'],
  ['javascript-url', 'javascript:alert(1)'],
  ['quote', `O'Brien "&" Söhne; drop table tenants;--`],
  ['tokyo-shoji', '東京商事株式会社'],
  ['moskva', 'Московский завод «Прогресс»'],
  ['athina', 'Ελληνική Ναυτιλία'],
  ['riyadh', 'شركة الرياض للتجارة'],
  ['haifa', 'נמל חיפה בע״מ'],
  ['override-mark', 'Invoice \u202Efdp.exe'],
  ['delhi', 'दिल्ली वस्त्र उद्योग'],
  ['emoji', '🦊 Fox & Friends 👩‍👩‍👧'],
  [
    'a-very-long-slug-that-nobody-would-choose-but-somebody-did-choose',
    'The Worshipful Company of Makers of Very Long Names, Incorporated under the Laws of Several Jurisdictions, North-Western Subsidiary (formerly Short Ltd)',
  ],
  ['one', 'I'],
];

/** Slugs that fail in a known way, whatever is asked of them. */
export const SENTINELS = {
  'fail-unavailable': 'unavailable',
  'fail-conflict': 'conflict',
  'fail-denied': 'denied',
  'fail-internal': 'internal',
} as const;

export const REGIONS = ['eu-central-1', 'eu-west-1', 'us-east-1', 'us-west-2', 'ap-northeast-1'] as const;
