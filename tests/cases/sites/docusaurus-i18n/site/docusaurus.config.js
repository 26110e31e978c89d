module.exports = { title: 'Tea', i18n: { defaultLocale: 'en', locales: ['en', 'it'] } };
