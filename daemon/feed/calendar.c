#include "feed/calendar.h"

#include "base/text.h"

#include <string.h>
#include <utf8proc.h>

enum { WORD_SIZE = 48 };

/*
 * Lower case, full names and short forms, parted by spaces. English, German,
 * French, Spanish, Italian, Portuguese, Dutch, Nordic, Polish, Czech, Turkish,
 * Romanian, Hungarian, Finnish, Indonesian, Russian, Ukrainian, Greek.
 */
static const char *const months[12] = {
	" january jan januar jänner jän janvier janv enero ene gennaio gen janeiro januari stycznia styczeń sty ledna leden "
	"ocak oca ianuarie ian január tammikuu tammikuuta января январь янв січня січ ιανουάριος ιανουαρίου ιαν ιανουαριος ",
	" february feb februar feber février févr fév fevrier fevr febrero febbraio febb fevereiro fev februari lutego luty lut "
	"února únor şubat şub februarie február helmikuu helmikuuta pebruari februára февраля февраль фев февр лютого лют "
	"φεβρουάριος φεβρουαρίου φεβ φεβρουαριος ",
	" march mar märz mär mrz maerz mars marzo março marco maart mrt marca marzec března březen bře mart martie március "
	"márc maaliskuu maaliskuuta maret marts марта март мар березня бер μάρτιος μαρτίου μαρ μάρ μαρτιος ",
	" april apr avril avr abril abr aprile kwietnia kwiecień kwi dubna duben nisan nis aprilie április ápr huhtikuu "
	"huhtikuuta апреля апрель апр квітня квіт απρίλιος απριλίου απρ απριλιος ",
	" may mai mayo maggio mag maio mei maj maja května květen mayıs mays május máj toukokuu toukokuuta мая май травня трав "
	"μάιος μαΐου μαι μαϊ μάι μαΐ μαιος ",
	" june jun juni juin junio giugno giu junho czerwca czerwiec cze června červen haziran haz iunie iun június jún "
	"kesäkuu kesäkuuta июня июнь июн червня черв ιούνιος ιουνίου ιουν ιούν ιουνιος ",
	" july jul juli juillet juil julio luglio lug julho lipca lipiec lip července červenec temmuz tem iulie iul július júl "
	"heinäkuu heinäkuuta июля июль июл липня лип ιούλιος ιουλίου ιουλ ιούλ ιουλιος ",
	" august aug août aout agosto ago augustus sierpnia sierpień sie srpna srpen ağustos ağu augusztus elokuu elokuuta "
	"agustus agu августа август авг серпня серп αύγουστος αυγούστου αυγ αύγ αυγουστος ",
	" september sep sept septembre septiembre setiembre settembre set setembro września wrzesień wrz září eylül eyl "
	"septembrie szeptember szept syyskuu syyskuuta сентября сентябрь сен сент вересня вер σεπτέμβριος σεπτεμβρίου σεπ "
	"σεπτ σεπτεμβριος ",
	" october oct oktober okt octobre octubre ottobre ott outubro out października październik paź října říjen ekim eki "
	"octombrie október lokakuu lokakuuta октября октябрь окт жовтня жовт οκτώβριος οκτωβρίου οκτ οκτωβριος ",
	" november nov novembre noviembre novembro listopada listopad lis listopadu kasım kas noiembrie marraskuu "
	"marraskuuta nopember ноября ноябрь ноя нояб νοέμβριος νοεμβρίου νοε νοέ νοεμβριος ",
	" december dec dezember dez décembre déc decembre diciembre dic dicembre dezembro desember des grudnia grudzień gru "
	"prosince prosinec aralık ara decembrie joulukuu joulukuuta desembre декабря декабрь дек грудня груд "
	"δεκέμβριος δεκεμβρίου δεκ δεκεμβριος ",
};

static const char *const weekdays[7] = {
	" sunday sun sonntag so dimanche dim domingo dom domenica zondag zo söndag sön søndag søn niedziela niedz neděle ne "
	"pazar paz duminică vasárnap vas sunnuntai su minggu воскресенье вс неділя нд κυριακή κυρ 일 일요일 日 ",
	" monday mon montag mo lundi lun lunes lunedì segunda seg maandag ma måndag mån mandag man poniedziałek pon pondělí po "
	"pazartesi pzt luni hétfő maanantai senin понедельник пн понеділок δευτέρα δευ 월 월요일 月 ",
	" tuesday tue tues dienstag di mardi mar martes martedì terça ter dinsdag tisdag tis tirsdag tir wtorek wto wt úterý út "
	"salı sal marți kedd tiistai ti selasa вторник вт вівторок τρίτη τρι τρί 화 화요일 火 ",
	" wednesday wed weds mittwoch mi mercredi mer miércoles mié mie mercoledì quarta qua woensdag wo onsdag ons środa śro śr "
	"středa st çarşamba çar miercuri szerda keskiviikko ke rabu среда ср середа τετάρτη τετ 수 수요일 水 ",
	" thursday thu thur thurs donnerstag do jeudi jeu jueves jue giovedì gio quinta qui donderdag torsdag tor tors czwartek "
	"czw čtvrtek čt perşembe per joi csütörtök torstai to kamis четверг чт четвер πέμπτη πεμ πέμ 목 목요일 木 ",
	" friday fri freitag fr vendredi ven viernes vie venerdì sexta sex vrijdag vr fredag fre piątek pią pt pátek pá cuma "
	"cum vineri péntek perjantai pe jumat пятница пт п'ятниця παρασκευή παρ 금 금요일 金 ",
	" saturday sat samstag sa samedi sam sábado sáb sab sabado sabato zaterdag za lördag lör lørdag lør sobota sob so "
	"cumartesi cmt sâmbătă szombat lauantai la sabtu суббота сб субота σάββατο σαβ σάβ 토 토요일 土 ",
};

static const char english_months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
static const char english_weekdays[] = "sunmontuewedthufrisat";

struct zone {
	const char *name;
	int minutes;
};

/* RFC 822's, and those that feeds use. IST is India's: most of those who write it live there. */
static const struct zone zones[] = {
	{ "z", 0 },
	{ "gmt", 0 },
	{ "utc", 0 },
	{ "ut", 0 },
	{ "wet", 0 },
	{ "west", 60 },
	{ "bst", 60 },
	{ "cet", 60 },
	{ "cest", 120 },
	{ "met", 60 },
	{ "mest", 120 },
	{ "mez", 60 },
	{ "mesz", 120 },
	{ "eet", 120 },
	{ "eest", 180 },
	{ "sast", 120 },
	{ "cat", 120 },
	{ "eat", 180 },
	{ "msk", 180 },
	{ "msd", 240 },
	{ "trt", 180 },
	{ "gst", 240 },
	{ "pkt", 300 },
	{ "ist", 330 },
	{ "npt", 345 },
	{ "wib", 420 },
	{ "ict", 420 },
	{ "sgt", 480 },
	{ "hkt", 480 },
	{ "pht", 480 },
	{ "awst", 480 },
	{ "jst", 540 },
	{ "kst", 540 },
	{ "acst", 570 },
	{ "acdt", 630 },
	{ "aest", 600 },
	{ "aedt", 660 },
	{ "nzst", 720 },
	{ "nzdt", 780 },
	{ "est", -300 },
	{ "edt", -240 },
	{ "et", -300 },
	{ "cst", -360 },
	{ "cdt", -300 },
	{ "ct", -360 },
	{ "mst", -420 },
	{ "mdt", -360 },
	{ "mt", -420 },
	{ "pst", -480 },
	{ "pdt", -420 },
	{ "pt", -480 },
	{ "akst", -540 },
	{ "akdt", -480 },
	{ "hst", -600 },
	{ "ast", -240 },
	{ "adt", -180 },
	{ "at", -240 },
	{ "nst", -210 },
	{ "ndt", -150 },
	{ "brt", -180 },
	{ "brst", -120 },
	{ "art", -180 },
	{ "clt", -240 },
	{ "clst", -180 },
	{ "uyt", -180 },
};

/* " word " in lower case, so that one strstr finds it in a list. */
static bool
fold(const char *word, size_t len, char out[static WORD_SIZE])
{
	size_t at = 0;
	uint32_t cp;

	out[at++] = ' ';
	for (size_t i = 0, n; i < len; i += n) {
		n = utf8_decode(word + i, len - i, &cp);
		if (n == 0 || cp == ' ' || at + 6 > WORD_SIZE)
			return false;
		if (cp < 0x80)
			out[at++] = cp >= 'A' && cp <= 'Z' ? (char)(cp | 0x20) : (char)cp;
		else
			at += (size_t)utf8proc_encode_char(
			    utf8proc_tolower((utf8proc_int32_t)cp), (utf8proc_uint8_t *)out + at);
	}
	out[at++] = ' ';
	out[at] = '\0';
	return len > 0;
}

/* RFC 822's own three letters first: nearly all dates have them. */
static int
find(const char *const *lists, int count, const char *english, const char *word, size_t len)
{
	char folded[WORD_SIZE];

	if (!fold(word, len, folded))
		return -1;
	for (int i = 0; i < count && len == 3; i++)
		if (memcmp(english + i * 3, folded + 1, 3) == 0)
			return i;
	for (int i = 0; i < count; i++)
		if (strstr(lists[i], folded) != NULL)
			return i;
	return -1;
}

static bool
is_short_english(const char *names, const char *word, size_t len)
{
	for (; len == 3 && *names != '\0'; names += 3)
		if (strncasecmp(names, word, 3) == 0)
			return true;
	return false;
}

int
calendar_month(const char *word, size_t len)
{
	if (is_short_english(english_weekdays, word, len))
		return 0; /* the word most often asked about: "Thu, 08 Jul" */
	return find(months, (int)COUNT_OF(months), english_months, word, len) + 1;
}

int
calendar_weekday(const char *word, size_t len)
{
	return find(weekdays, (int)COUNT_OF(weekdays), english_weekdays, word, len);
}

bool
calendar_zone(const char *word, size_t len, int *out_offset_s)
{
	*out_offset_s = 0;
	for (size_t i = 0; i < COUNT_OF(zones); i++)
		if (strlen(zones[i].name) == len && strncasecmp(zones[i].name, word, len) == 0) {
			*out_offset_s = zones[i].minutes * 60;
			return true;
		}
	return false;
}
