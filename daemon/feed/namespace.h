/*
 * namespace: the vocabularies that feeds mix, by address, and by the usual
 * prefix where the address was never declared. Pure; any thread.
 */
#ifndef FEED_NAMESPACE_H
#define FEED_NAMESPACE_H

#include <stdbool.h>
#include <stddef.h>

enum xml_namespace {
	NS_NONE, /* no namespace, or one of RSS's own */
	NS_ATOM, /* 0.3 and 1.0 */
	NS_RDF,
	NS_CONTENT,
	NS_DC,
	NS_DCTERMS,
	NS_MEDIA,
	NS_ITUNES,
	NS_PODCAST,
	NS_SLASH,
	NS_WFW,
	NS_SYNDICATION,
	NS_CC, /* licences */
	NS_FEEDBURNER,
	NS_ADMIN,
	NS_XHTML,
	NS_XML,
	NS_OTHER, /* known and of no interest, or unknown */
};

/* The usual prefixes and their addresses, one by one; false after the last. */
bool namespace_usual(size_t number, const char **out_prefix, const char **out_address);
/* Either may be NULL. Addresses are compared whatever their case, scheme and last slash. */
enum xml_namespace namespace_of(const char *prefix, const char *address);

#endif
