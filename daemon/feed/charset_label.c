#include "feed/charset_label.h"

#include "base/text.h"

#include <ctype.h>
#include <string.h>

enum { DECLARATION_WITHIN = 1024 };

struct alias {
	const char *label;
	const char *meant;
};

/* Supersets that browsers read these labels as; what is not here goes to iconv as it is. */
static const struct alias aliases[] = {
	{ "iso-8859-1", "windows-1252" },
	{ "iso8859-1", "windows-1252" },
	{ "iso_8859-1", "windows-1252" },
	{ "iso88591", "windows-1252" },
	{ "latin1", "windows-1252" },
	{ "latin-1", "windows-1252" },
	{ "l1", "windows-1252" },
	{ "us-ascii", "windows-1252" },
	{ "ascii", "windows-1252" },
	{ "ansi", "windows-1252" },
	{ "x-cp1252", "windows-1252" },
	{ "cp1252", "windows-1252" },
	{ "cp-1252", "windows-1252" },
	{ "win-1252", "windows-1252" },
	{ "utf8", "utf-8" },
	{ "utf_8", "utf-8" },
	{ "unicode", "utf-8" },
	{ "unicode-1-1-utf-8", "utf-8" },
	{ "x-unicode20utf8", "utf-8" },
	{ "cp65001", "utf-8" },
	{ "iso-8859-9", "windows-1254" },
	{ "latin5", "windows-1254" },
	{ "iso-8859-11", "cp874" },
	{ "tis-620", "cp874" },
	{ "windows-874", "cp874" },
	{ "gb2312", "gb18030" },
	{ "gbk", "gb18030" },
	{ "gb_2312-80", "gb18030" },
	{ "x-gbk", "gb18030" },
	{ "shift_jis", "cp932" },
	{ "shift-jis", "cp932" },
	{ "x-sjis", "cp932" },
	{ "sjis", "cp932" },
	{ "windows-31j", "cp932" },
	{ "euc-kr", "cp949" },
	{ "ks_c_5601-1987", "cp949" },
	{ "x-windows-949", "cp949" },
	{ "big5", "big5-hkscs" },
	{ "x-euc-jp", "euc-jp" },
	{ "iso-8859-8-i", "iso-8859-8" },
	{ "x-mac-roman", "macintosh" },
	{ "x-mac-cyrillic", "mac-cyrillic" },
	{ "cp1251", "windows-1251" },
	{ "win-1251", "windows-1251" },
	{ "x-cp1251", "windows-1251" },
	{ "koi8r", "koi8-r" },
	{ "koi", "koi8-r" },
	{ "ucs-2", "utf-16" },
	{ "iso-10646-ucs-2", "utf-16" },
	{ "ucs-4", "utf-32" },
};

const char *
charset_meant(const char *label)
{
	for (size_t i = 0; i < COUNT_OF(aliases); i++)
		if (strcmp(aliases[i].label, label) == 0)
			return aliases[i].meant;
	return label;
}

/* Letters, digits and a few marks: a slash would be a switch of iconv's. */
static bool
copy_label(const char *text, size_t len, char out[static CHARSET_LABEL_SIZE])
{
	size_t n = 0;

	for (; n < len && (isalnum((unsigned char)text[n]) || (text[n] != '\0' && strchr("-_.:+", text[n]) != NULL));
	     n++) {
		if (n + 1 == CHARSET_LABEL_SIZE)
			return false;
		out[n] = (char)tolower((unsigned char)text[n]);
	}
	out[n] = '\0';
	return n > 0;
}

bool
charset_from_content_type(const char *content_type, char out[static CHARSET_LABEL_SIZE])
{
	const char *at = content_type != NULL ? strcasestr(content_type, "charset") : NULL;

	if (at == NULL)
		return false;
	at += strlen("charset");
	at += strspn(at, " \t");
	if (*at++ != '=')
		return false;
	at += strspn(at, " \t\"'");
	return copy_label(at, strlen(at), out);
}

bool
charset_from_declaration(const char *bytes, size_t len, char out[static CHARSET_LABEL_SIZE])
{
	size_t within = len < DECLARATION_WITHIN ? len : DECLARATION_WITHIN;
	const char *start = memmem(bytes, within, "<?xml", 5), *end, *at;

	if (start == NULL)
		return false;
	within -= (size_t)(start - bytes);
	end = memchr(start, '>', within);
	if (end == NULL)
		end = start + within;
	at = memmem(start, (size_t)(end - start), "encoding", 8);
	if (at == NULL)
		return false;
	for (at += 8; at < end && strchr(" \t\r\n=\"'", *at) != NULL; at++)
		;
	return copy_label(at, (size_t)(end - at), out);
}

struct signature {
	const char *bytes;
	size_t len;
	size_t mark_bytes;
	const char *name;
};

/* XML 1.0 appendix F; the longer forms first, since FF FE begins two of them. */
static const struct signature signatures[] = {
	{ "\xff\xfe\0\0", 4, 4, "utf-32le" },
	{ "\0\0\xfe\xff", 4, 4, "utf-32be" },
	{ "\xef\xbb\xbf", 3, 3, "utf-8" },
	{ "\xff\xfe", 2, 2, "utf-16le" },
	{ "\xfe\xff", 2, 2, "utf-16be" },
	{ "<\0\0\0", 4, 0, "utf-32le" },
	{ "\0\0\0<", 4, 0, "utf-32be" },
	{ "<\0?\0", 4, 0, "utf-16le" },
	{ "\0<\0?", 4, 0, "utf-16be" },
	{ "\x4c\x6f\xa7\x94", 4, 0, "ibm037" },
};

/* "<r" of a document that begins with its root, or white space before either. */
static const char *
utf16_by_zeros(const char *bytes, size_t len)
{
	size_t even = 0, odd = 0, some = len < 64 ? len : 64;

	for (size_t i = 0; i + 1 < some; i += 2) {
		even += bytes[i] == '\0' && bytes[i + 1] != '\0';
		odd += bytes[i] != '\0' && bytes[i + 1] == '\0';
	}
	if (some < 8)
		return NULL;
	if (odd > some / 2 - some / 8 && even == 0)
		return "utf-16le";
	return even > some / 2 - some / 8 && odd == 0 ? "utf-16be" : NULL;
}

const char *
charset_from_bytes(const char *bytes, size_t len, size_t *out_mark_bytes)
{
	*out_mark_bytes = 0;
	for (size_t i = 0; i < COUNT_OF(signatures); i++)
		if (len >= signatures[i].len && memcmp(bytes, signatures[i].bytes, signatures[i].len) == 0) {
			*out_mark_bytes = signatures[i].mark_bytes;
			return signatures[i].name;
		}
	return utf16_by_zeros(bytes, len);
}
