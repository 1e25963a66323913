import { Button, Container, Paper, PasswordInput, Text, Title } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { Unanswered } from '../ask.ts';

/** Asks for the token or key that every operation is asked with. It stays in this tab. */
export function SignIn({
  use,
  refusal,
}: {
  readonly use: (credential: string) => void;
  readonly refusal: Error | null;
}) {
  const [credential, setCredential] = useState('');
  const field = useRef<HTMLInputElement>(null);
  // Whoever is refused types it once more.
  useEffect(() => {
    if (refusal !== null) field.current?.focus();
  }, [refusal]);
  const refused = refusal instanceof Unanswered && refusal.code === 'UNAUTHENTICATED';
  return (
    <Container size="xs" py="xl" component="main">
      <Title order={1} size="h3" mb="md">
        Onefold
      </Title>
      <Paper withBorder p="lg">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (credential.trim() !== '') use(credential.trim());
          }}
        >
          <PasswordInput
            ref={field}
            label="Token or API key"
            description="Sent with every question, and forgotten when this tab is closed."
            autoComplete="off"
            required
            value={credential}
            onChange={(event) => setCredential(event.currentTarget.value)}
            error={refusal === null ? undefined : refused ? 'It was not accepted.' : refusal.message}
          />
          <Button type="submit" mt="md" fullWidth>
            Sign in
          </Button>
        </form>
      </Paper>
      <Text size="sm" c="dimmed" mt="md">
        Ask whoever runs this gateway for one; the console shows what its roles allow.
      </Text>
    </Container>
  );
}
