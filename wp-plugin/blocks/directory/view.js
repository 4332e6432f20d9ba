// Search and paging of the directory without a reload; everything works without this module too.
import * as interactivity from '@wordpress/interactivity';

const { getContext, getElement, store } = interactivity;

/** WordPress 6.8 and later want actions that stop an event's default to say so; 6.5 does not know the word. */
const withSyncEvent = interactivity.withSyncEvent ?? ((action) => action);

/** The address of the first page for what the form says, keeping everything else of the page's address. */
function addressOf(form, names) {
  const address = new URL(window.location.href);
  names.forEach((name) => address.searchParams.delete(name));
  new window.FormData(form).forEach((value, name) => {
    if (names.includes(name) && value !== '') {
      address.searchParams.set(name, value);
    }
  });
  return address.href;
}

/** The fields are outside the region that is replaced, so that typing is never lost: bring them in line. */
function fillForm(form, names) {
  const address = new URL(window.location.href);
  names.forEach((name) => {
    const field = form.elements.namedItem(name);
    if (field) {
      field.value = address.searchParams.get(name) ?? '';
    }
  });
}

async function go(href, block) {
  block.classList.add('is-loading');
  try {
    const { actions } = await import('@wordpress/interactivity-router');
    await actions.navigate(href, { screenReaderAnnouncement: false });
  } finally {
    block.classList.remove('is-loading');
  }
}

const LOCATION_CHANGED = 'skybridge:location';

store('skybridge/directory', {
  actions: {
    submit: withSyncEvent(function* (event) {
      event.preventDefault();
      const form = event.target.closest('form');
      const { names } = getContext();
      yield go(addressOf(form, names), form.parentElement);
    }),
    follow: withSyncEvent(function* (event) {
      if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) {
        return;
      }
      event.preventDefault();
      const region = event.target.closest('[data-wp-router-region]');
      yield go(event.target.closest('a').href, region.parentElement);
      window.dispatchEvent(new window.Event(LOCATION_CHANGED));
      region.focus({ preventScroll: true });
      region.parentElement.scrollIntoView({ block: 'nearest' });
    }),
  },
  callbacks: {
    followHistory() {
      const { ref } = getElement();
      const { names } = getContext();
      const follow = () => fillForm(ref, names);
      window.addEventListener('popstate', follow);
      window.addEventListener(LOCATION_CHANGED, follow);
      return () => {
        window.removeEventListener('popstate', follow);
        window.removeEventListener(LOCATION_CHANGED, follow);
      };
    },
  },
});
