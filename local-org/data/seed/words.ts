/** Names, places and phrases that the seed is put together from. */

export const FIRST_NAMES = [
  'Ada',
  'Amir',
  'Anaïs',
  'Ben',
  'Carla',
  'Chloé',
  'Daniel',
  'Elif',
  'Emma',
  'Farid',
  'Grace',
  'Hana',
  'Ivan',
  'Jonas',
  'José',
  'Kira',
  'Lars',
  'Leila',
  'Liam',
  'Mara',
  'Marcus',
  'Mei',
  'Nadia',
  'Nils',
  'Noor',
  'Olga',
  'Omar',
  'Paula',
  'Priya',
  'Rafael',
  'Rosa',
  'Samuel',
  'Sara',
  'Sven',
  'Tara',
  'Theo',
  'Uma',
  'Viktor',
  'Wanda',
  'Yara',
] as const;

export const LAST_NAMES = [
  'Adeyemi',
  'Ahmed',
  'Andersson',
  'Bauer',
  'Becker',
  'Brown',
  'Çelik',
  'Chen',
  'Costa',
  "D'Angelo",
  'Dubois',
  'Eriksen',
  'Fischer',
  'García',
  'Haddad',
  'Hoffmann',
  'Ivanova',
  'Jansen',
  'Kowalski',
  'Lee',
  'Lindqvist',
  'Martin',
  'Meyer',
  'Müller',
  'Nakamura',
  'Novak',
  "O'Brien",
  'Okafor',
  'Patel',
  'Petrov',
  'Quinn',
  'Rossi',
  'Santos',
  'Schmidt',
  'Silva',
  'Tanaka',
  'van Dijk',
  'Weber',
  'Young',
  'Zhang',
] as const;

export const COMPANY_HEADS = [
  'Alpine',
  'Amber',
  'Atlas',
  'Beacon',
  'Birch',
  'Blue Harbor',
  'Cedar',
  'Cobalt',
  'Copper',
  'Crescent',
  'Delta',
  'Evergreen',
  'Falcon',
  'Granite',
  'Harvest',
  'Iron Gate',
  'Juniper',
  'Keystone',
  'Lakeside',
  'Maple',
] as const;

export const COMPANY_TAILS = [
  'Analytics',
  'Bank',
  'Biotech',
  'Construction',
  'Energy',
  'Foods',
  'Freight',
  'Health',
  'Insurance',
  'Labs',
  'Logistics',
  'Media',
  'Motors',
  'Optics',
  'Outfitters',
  'Partners',
  'Publishing',
  'Robotics',
  'Textiles',
  'Travel',
] as const;

export const DEPARTMENTS = [
  'Engineering',
  'Finance',
  'Human Resources',
  'Marketing',
  'Operations',
  'Sales',
  'Support',
] as const;

export const STAFF_TITLES = [
  'Analyst',
  'Coordinator',
  'Developer',
  'Director',
  'Engineer',
  'Manager',
  'Specialist',
  'Team Lead',
] as const;

export const CUSTOMER_TITLES = [
  'Buyer',
  'CEO',
  'CFO',
  'CTO',
  'Head of IT',
  'Office Manager',
  'Procurement Lead',
  'VP Operations',
] as const;

export interface Place {
  readonly city: string;
  readonly state: string;
  readonly country: string;
  readonly postalCode: string;
  readonly latitude: number;
  readonly longitude: number;
}

const place = (
  city: string,
  state: string,
  country: string,
  postalCode: string,
  latitude: number,
  longitude: number,
): Place => ({ city, state, country, postalCode, latitude, longitude });

export const PLACES = [
  place('San Francisco', 'CA', 'USA', '94105', 37.7936, -122.3965),
  place('Austin', 'TX', 'USA', '78701', 30.2711, -97.7437),
  place('New York', 'NY', 'USA', '10001', 40.7506, -73.9972),
  place('Chicago', 'IL', 'USA', '60601', 41.8853, -87.6221),
  place('Toronto', 'ON', 'Canada', 'M5H 2N2', 43.6512, -79.3832),
  place('London', 'England', 'United Kingdom', 'EC2A 4NE', 51.5254, -0.0853),
  place('Berlin', 'Berlin', 'Germany', '10115', 52.5323, 13.3846),
  place('München', 'Bayern', 'Germany', '80331', 48.1371, 11.5754),
  place('Paris', 'Île-de-France', 'France', '75002', 48.8679, 2.3442),
  place('Tokyo', 'Tokyo', 'Japan', '100-0005', 35.6812, 139.7671),
] as const satisfies readonly Place[];

export const STREETS = [
  'Market Street',
  'Congress Avenue',
  'Broadway',
  'Lakeview Road',
  'Queen Street',
  'Curtain Road',
  'Hauptstraße',
] as const;

export const CASE_TOPICS = [
  'Cannot log in',
  'Delivery is late',
  'Invoice is wrong',
  'Part is missing',
  'Installation fails',
  'Question about the contract',
  'Screen stays black',
  'Wrong item shipped',
  'Export takes too long',
  'Feature request',
] as const;

export const TASK_SUBJECTS = ['Call', 'Send Letter', 'Send Quote', 'Email', 'Other'] as const;

export const PRODUCTS = [
  'Beacon Sensor',
  'Bridge Licence',
  'Cloud Relay',
  'Field Kit',
  'Gateway Box',
  'Harbor Terminal',
  'Mesh Node',
  'Operator Seat',
  'Panel Controller',
  'Range Extender',
  'Service Plan',
  'Training Day',
] as const;

export const PROJECT_NAMES = [
  'Customer Portal',
  'Data Migration',
  'Field App',
  'Help Center',
  'Intranet Relaunch',
  'Partner Extranet',
  'Pricing Engine',
  'Reporting Suite',
  'Search Upgrade',
  'Warehouse Sync',
] as const;
