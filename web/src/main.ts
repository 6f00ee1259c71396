import './design/tokens.css';
import './design/base.css';

import { mount } from 'svelte';

import App from './App.svelte';
import { session } from './session/session.svelte';

const target = document.getElementById('app');
if (!target) throw new Error('the page has no place for the client');

void session.start();
mount(App, { target });
