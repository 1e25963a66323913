/** Where the sandbox's systems listen, as it tells its clients. */

/**
 * @param variables - those the sandbox announced.
 * @throws TypeError when one is missing: a target was started without the benchmark.
 */
export function sandboxEnvironment(variables: Readonly<Record<string, string | undefined>>) {
  const variable = (name: string): string => {
    const value = variables[name];
    if (value === undefined) throw new TypeError(`${name} is not set: the benchmark starts the targets`);
    return value;
  };
  return {
    appUrl: variable('SANDBOX_APP_URL'),
    shopUrl: variable('SANDBOX_SHOP_URL'),
    crmUrl: variable('SANDBOX_CRM_URL'),
    crmToken: variable('SANDBOX_CRM_TOKEN'),
    billingUrl: variable('SANDBOX_BILLING_URL'),
    billingKey: variable('SANDBOX_BILLING_KEY'),
  };
}
