/** The order of the demo. The shop adds the id and the time. */
export const demoOrder = {
  freight: 12.5,
  customer: {
    id: 'LINDQ',
    company: 'Lindqvists Delikatesser',
    contact: 'Mia Lindqvist',
    email: 'mia@lindqvist.example',
    phone: '+46 8 465 004 20',
  },
  ship: {
    address: 'Storgatan 12',
    city: 'Luleå',
    region: 'Norrbotten',
    postalCode: '972 38',
    country: 'Sweden',
  },
  lines: [
    { productId: '1', name: 'Chai', unitPrice: 18, quantity: 2, discount: 0.05 },
    { productId: '11', name: 'Queso Cabrales', unitPrice: 21, quantity: 1, discount: 0 },
  ],
};
