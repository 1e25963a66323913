import {
  ActionIcon,
  Alert,
  AppShell,
  Burger,
  Group,
  NavLink,
  Select,
  Text,
  Title,
  UnstyledButton,
  useComputedColorScheme,
  useMantineColorScheme,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconDatabase,
  IconLogout,
  IconMoon,
  IconScale,
  IconSearch,
  IconSun,
  IconTerminal2,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { DemoSwitches } from './demo/switches.tsx';
import { useSession } from './session.tsx';

/** What stands around every page: where one is, what for one asks, and who one is. */
export function Frame({ children }: { readonly children: ReactNode }) {
  const { facts, viewer } = useSession();
  const [opened, { toggle, close }] = useDisclosure();
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 190, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding="md"
    >
      <UnstyledButton className="skip" onClick={() => document.getElementById('main')?.focus()}>
        To the content
      </UnstyledButton>
      <AppShell.Header>
        <Group h="100%" px="md" gap="sm" wrap="nowrap" justify="space-between">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={opened}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label="Navigation"
              aria-expanded={opened}
            />
            <Title order={1} size="h4">
              Onefold
            </Title>
          </Group>
          <Group gap="xs" wrap="nowrap">
            {facts.demo && <DemoSwitches />}
            <PurposePicker />
            <ColourSwitch />
            <SignOut />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label="Pages">
        <PageLink
          to="/"
          label="Customers"
          icon={<IconSearch size={18} aria-hidden />}
          onOpen={close}
          also="/customers"
        />
        {viewer.decides && (
          <PageLink
            to="/stewards"
            label="Steward desk"
            icon={<IconScale size={18} aria-hidden />}
            onOpen={close}
          />
        )}
        <PageLink
          to="/sources"
          label="Sources"
          icon={<IconDatabase size={18} aria-hidden />}
          onOpen={close}
        />
        <PageLink
          to="/explorer"
          label="Explorer"
          icon={<IconTerminal2 size={18} aria-hidden />}
          onOpen={close}
        />
        <Text size="xs" c="dimmed" mt="auto" p="xs">
          {facts.open ? 'Everyone who reaches this page is let in.' : `Signed in as ${viewer.subject}.`}
        </Text>
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1}>
        {facts.demo && (
          <Alert color="indigo" variant="light" p="xs" mb="sm">
            <Text size="sm">A demo: all people are made up, and everyone may ask.</Text>
          </Alert>
        )}
        {children}
      </AppShell.Main>
    </AppShell>
  );
}

function PageLink({
  to,
  label,
  icon,
  onOpen,
  also,
}: {
  readonly to: string;
  readonly label: string;
  readonly icon: ReactNode;
  readonly onOpen: () => void;
  readonly also?: string;
}) {
  const [location] = useLocation();
  const active = location === to || (also !== undefined && location.startsWith(also));
  return (
    <NavLink
      component={Link}
      href={to}
      label={label}
      leftSection={icon}
      active={active}
      aria-current={active ? 'page' : undefined}
      onClick={onOpen}
    />
  );
}

/** What is asked for: everything shown depends on it. */
function PurposePicker() {
  const { viewer, terms, choosePurpose } = useSession();
  return (
    <Select
      aria-label="Purpose"
      title="What you ask for: everything shown depends on it"
      data={viewer.purposes.map(({ purpose }) => purpose)}
      value={terms.purpose ?? null}
      onChange={(next) => next !== null && choosePurpose(next)}
      allowDeselect={false}
      searchable
      nothingFoundMessage="You may not ask for that"
      w={{ base: 128, md: 320 }}
      size="xs"
      comboboxProps={{ width: 340, position: 'bottom-end' }}
    />
  );
}

function ColourSwitch() {
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme('light');
  const other = scheme === 'light' ? 'dark' : 'light';
  return (
    <ActionIcon
      variant="default"
      size="lg"
      aria-label={`Use ${other} colours`}
      onClick={() => setColorScheme(other)}
    >
      {scheme === 'light' ? <IconMoon size={18} aria-hidden /> : <IconSun size={18} aria-hidden />}
    </ActionIcon>
  );
}

function SignOut() {
  const { facts, signOut } = useSession();
  if (facts.open) return null;
  return (
    <ActionIcon variant="default" size="lg" aria-label="Sign out" onClick={signOut}>
      <IconLogout size={18} aria-hidden />
    </ActionIcon>
  );
}
