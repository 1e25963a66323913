import type { Books } from './books.ts';

/** What people did in each system. Amounts are in minor units, instants are ISO 8601. */

export interface Bought {
  readonly at: string;
  readonly cents: number;
  readonly currency: string;
}

export function addOrder({ app }: Books, user: number, order: Bought & { readonly status: string }): void {
  const id = app.orders.reserve();
  app.orders.add({
    id,
    user_id: user,
    number: `A-${String(id).padStart(6, '0')}`,
    placed_at: order.at,
    status: order.status,
    total_cents: order.cents,
    currency: order.currency,
  });
}

export function addPurchase(
  { shop }: Books,
  customer: number,
  purchase: Bought & { readonly state: string },
): void {
  shop.purchases.add({
    customer_no: customer,
    ordered_at: purchase.at,
    state: purchase.state,
    amount: (purchase.cents / 100).toFixed(2),
    currency: purchase.currency,
  });
}

export function addOpportunity(
  { crm }: Books,
  contact: string,
  account: string,
  opportunity: Bought & { readonly name: string; readonly stage: string; readonly closeDate: string },
): void {
  const { at, stage } = opportunity;
  const audit = { CreatedDate: at, LastModifiedDate: at };
  const id = crm.add('Opportunity', {
    ...audit,
    Name: opportunity.name,
    AccountId: account,
    StageName: stage,
    Amount: opportunity.cents / 100,
    CurrencyIsoCode: opportunity.currency,
    CloseDate: opportunity.closeDate,
    IsClosed: stage.startsWith('Closed'),
    IsWon: stage === 'Closed Won',
  });
  crm.add('OpportunityContactRole', {
    ...audit,
    OpportunityId: id,
    ContactId: contact,
    Role: 'Decision Maker',
    IsPrimary: true,
  });
}

export function addCase(
  { crm }: Books,
  contact: string,
  account: string | null,
  supportCase: { readonly at: string; readonly subject: string; readonly closedAt: string | null },
): void {
  const { at, closedAt } = supportCase;
  crm.addCase({
    ContactId: contact,
    AccountId: account,
    Subject: supportCase.subject,
    Status: closedAt === null ? 'New' : 'Closed',
    Priority: 'Medium',
    Origin: 'Email',
    IsClosed: closedAt !== null,
    ClosedDate: closedAt,
    CreatedDate: at,
    LastModifiedDate: closedAt ?? at,
  });
}
