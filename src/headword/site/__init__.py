"""The published vocabulary as static pages for people and files for machines, for any host.

Doors: build.render_site, context, addresses, build_cache, details, hosting, publishing, hosting.context,
hosting.moved, hosting.policy, hugo.data, hugo.place, locales, look, pages.changes, pages.discovery, prose,
published_urls, resource_index, skosmos.requests, skosmos.service, summaries, templating, words.
"""
