// Where a page stands in the site, and in which language it is.
// Knows what <html> says: lang, data-root (the way to the site's top folder) and data-default (the language whose pages
// have no tag in their names). Must not know what a page shows.

const { lang, dataset } = document.documentElement;

/** The language of the page, a tag of BCP 47. */
export const language = lang;

/** The language that pages are in where nothing else is said. */
export const defaultLanguage = dataset.default || lang;

/** The address of a file, whose path is given from the site's top folder on. */
export const fileAt = (path) => new URL((dataset.root || "./") + path, document.baseURI).href;

/** The address of the page of a folder, in the language of this page. */
export const pageAt = (folder) => fileAt(folder + (language === defaultLanguage ? "" : `index.${language}.html`));
