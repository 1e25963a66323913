/** Where the sandbox's systems listen, as it tells its clients. */

/** @throws TypeError when a target was started without the sandbox's variables. */
export function sandboxEnvironment() {
  return {
    appUrl: variable('SANDBOX_APP_URL'),
    shopUrl: variable('SANDBOX_SHOP_URL'),
    crmUrl: variable('SANDBOX_CRM_URL'),
    crmToken: variable('SANDBOX_CRM_TOKEN'),
    billingUrl: variable('SANDBOX_BILLING_URL'),
    billingKey: variable('SANDBOX_BILLING_KEY'),
  };
}

function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new TypeError(`${name} is not set: the benchmark starts the targets`);
  return value;
}
