/** The console: what support agents, analysts and stewards open in a browser. */
import '@mantine/core/styles.css';
import './console.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no place for the console');
// What fails is shown by a boundary, and may hold a customer's value: it is not logged.
createRoot(root, { onCaughtError() {} }).render(<App />);
