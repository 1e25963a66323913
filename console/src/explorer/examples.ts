/** Queries to begin with, for each kind of user. Their people are the demo's; elsewhere only the keys change. */
export interface Example {
  readonly name: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

export interface ExampleGroup {
  readonly who: string;
  readonly examples: readonly Example[];
}

const ada = { by: { email: 'ada.lindqvist@example.com' } };
const bruno = { by: { email: 'bruno.kessler@example.com' } };

export const exampleGroups: readonly ExampleGroup[] = [
  {
    who: 'Support agent',
    examples: [
      {
        name: 'The whole customer, in one call',
        query: `query WholeCustomer($by: CustomerKey!) {
  customer(by: $by) {
    id
    displayName
    emails { value sources }
    phones { value sources }
    address { street city postalCode country source }
    orders(first: 3) { nodes { number status placedAt total { amount currency } source } missing }
    invoices(first: 3) { nodes { number status total { amount currency } } missing }
    cases(first: 3) { nodes { subject status openedAt } missing }
    sources { source status records { id } }
  }
}
`,
        variables: ada,
      },
      {
        name: 'By a telephone number, as it was dialled',
        query: `query ByPhone($phone: String!) {
  customer(by: { phone: $phone }) {
    id
    displayName
    phones { value sources }
    identity { otherMatches { source id } }
  }
}
`,
        variables: { phone: '070-174 06 05' },
      },
      {
        name: 'What is slow comes later',
        query: `query SlowLater($by: CustomerKey!) {
  customer(by: $by) {
    id
    orders(first: 3) { nodes { number placedAt } }
    ... @defer(label: "crm") {
      displayName
      cases(first: 3) { nodes { subject status } }
    }
  }
}
`,
        variables: ada,
      },
    ],
  },
  {
    who: 'Analyst',
    examples: [
      {
        name: 'Customers of a city, page by page',
        query: `query CustomersOfACity($city: String!, $after: String) {
  customers(filter: { source: "app", city: $city }, first: 5, after: $after) {
    nodes {
      id
      createdAt
      lastActivityAt
      orders(first: 3) { nodes { placedAt total { amount currency } } }
    }
    pageInfo { hasNextPage endCursor }
  }
}
`,
        variables: { city: 'Berlin' },
      },
      {
        name: 'What there is to be asked',
        query: `query WhatThereIs {
  sources {
    name
    kind
    region
    attributes
    collections
    filters { attribute operators }
  }
}
`,
      },
    ],
  },
  {
    who: 'Marketing',
    examples: [
      {
        name: 'May I write to them?',
        query: `query MayIWrite($by: CustomerKey!) {
  consentCheck(by: $by, purpose: "marketing.communications.email")
}
`,
        variables: bruno,
      },
      {
        name: 'A newsletter, for whoever permits it',
        query: `query Newsletter @purpose(use: "marketing.communications.email") {
  customers(filter: { source: "app" }, first: 10) {
    nodes {
      displayName
      email
    }
  }
}
`,
      },
    ],
  },
  {
    who: 'Privacy and data steward',
    examples: [
      {
        name: 'Why is this one person?',
        query: `query WhyOnePerson($by: CustomerKey!) {
  customer(by: $by) {
    displayName
    identity {
      complete
      confidence
      modelVersion
      links {
        rule
        weight
        confidence
        a { source id }
        b { source id }
        score { prior fields { field level bits frequencyBits } weight }
        ruleBits
      }
      refused { refusal a { source id } b { source id } }
      probable { confidence a { source id } b { source id } }
    }
  }
}
`,
        variables: ada,
      },
      {
        name: 'Who denied it, and what would permit it',
        query: `query WhoDenied($by: CustomerKey!) {
  customer(by: $by) {
    consents(purposes: ["marketing.communications.email", "marketing.communications.sms"]) {
      purpose
      decision
      status
      decidedBy { source field capturedAt }
      sources { source status decides }
      remedy { possible reason changes { kind source field } }
    }
  }
}
`,
        variables: bruno,
      },
      {
        name: 'Where a value comes from',
        query: `query WhereFrom($by: CustomerKey!) {
  customer(by: $by) {
    provenance(attributes: ["email", "name.given", "phone"]) {
      attribute
      value
      source
      observedAt
      updatedAt
      losing { value record { source id } }
    }
  }
}
`,
        variables: ada,
      },
    ],
  },
  {
    who: 'Whoever runs it',
    examples: [
      {
        name: 'How the sources are',
        query: `query HowTheyAre {
  sources {
    name
    steward
    health { status server latencyMs checkedAt blindDenials }
  }
}
`,
      },
      {
        name: 'What I may do here',
        query: `query WhatIMayDo {
  viewer {
    subject
    scopes
    defaultPurpose
    purposes { purpose legalBasis channel }
  }
}
`,
      },
    ],
  },
];
