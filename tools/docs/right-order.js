/** A valid order. */
export function rightOrder() {
  const contact = { $email: 'jane@example.com' };
  return {
    event_name: 'Placed Order',
    event_id: 'order-1',
    properties: {
      id: 'order-1',
      total_price: 42,
      total_tax: 0,
      total_shipping: 0,
      currency: 'EUR',
      items: [{ product_id: 'tea', name: 'Tea', price: 42, currency: 'EUR', quantity: 1 }],
      $is_new_customer: true,
      ...contact,
    },
    profile_properties: contact,
    aliases: ['urn:email:jane@example.com', 'urn:customer_id:c-1'],
  };
}
