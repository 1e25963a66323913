import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  // The browser asks where the page came from, so the gateway needs to allow no other origin.
  server: { proxy: { '/graphql': 'http://localhost:4000' } },
});
