#include "curate/language.h"

#include "base/text.h"

#include <string.h>
#include <strings.h>

/*
 * Stop words are kept few: articles, pronouns, auxiliaries, the commonest
 * prepositions. What is left between two apostrophes counts as a word ("don",
 * "ll", "qu"), since words end there.
 */
static const struct {
	const char *algorithm;
	const char *tags; /* ISO 639-1 and -3, each between spaces */
	const char *stop_words;
} languages[LANGUAGES] = {
	[LANGUAGE_OTHER] = { NULL, "", "" },
	[LANGUAGE_ENGLISH] = { "english", " en eng ",
	    "a about after all also am an and any are as at be because been before being but by can could did do does "
	    "don each for from further had has have he her here him his how i if in into is it its just ll me more most "
	    "my no nor not now of on once only or other our out over own re s same she should so some such t than that "
	    "the their them then there these they this those through to too under until up ve very was we were what "
	    "when where which while who whom why will with would you your" },
	[LANGUAGE_ARABIC] = { "arabic", " ar ara arb ",
	    "في من على إلى عن مع هذا هذه ذلك التي الذي الذين ما لا لم لن إن أن كان كانت قد هو هي هم كل بعد قبل بين حتى أو ثم "
	    "كما لكن عند غير أي" },
	[LANGUAGE_ARMENIAN] = { "armenian", " hy hye arm ",
	    "և է են որ իր մի այս այդ ու եւ էր համար հետ մեջ ոչ նաև իսկ բայց եմ նա նրա" },
	[LANGUAGE_BASQUE] = { "basque", " eu eus baq ",
	    "eta da bat ez dira du zen ere baina edo izan dute hau hori bere zuen dela ditu bezala beste" },
	[LANGUAGE_CATALAN] = { "catalan", " ca cat ",
	    "el la els les un una uns unes de del dels al als en amb per que qui no és són ha han va més com però si "
	    "també aquest aquesta seu seva ser entre fins sobre molt hi es" },
	[LANGUAGE_DANISH] = { "danish", " da dan ",
	    "og det at en et den til er som på de med han af for ikke der var mig sig men har om vi min havde ham hun nu "
	    "over da fra du ud sin dem os op man hans hvor eller hvad skal selv her alle vil blev kunne ind når være dog "
	    "noget ville jo deres efter ned skulle denne end dette mit også under have dig anden hende" },
	[LANGUAGE_DUTCH] = { "dutch", " nl nld dut ",
	    "de en van ik te dat die in een hij het niet zijn is was op aan met als voor had er maar om hem dan zou of "
	    "wat mijn men dit zo door over ze zich bij ook tot je mij uit der daar haar naar heb hoe heeft hebben deze u "
	    "want nog zal me zij nu ge geen omdat iets worden toch al waren veel meer doen toen moet ben kan hun dus "
	    "alles onder ja werd wordt wie kunnen" },
	[LANGUAGE_FINNISH] = { "finnish", " fi fin ",
	    "ja on ei se että oli hän mutta ovat kun myös joka jotka tämä tämän sen ne he hänen niin kuin tai jos mitä "
	    "olla ole vain nyt jo sekä mukaan voi ollut olisi sitä siitä tässä ennen kanssa jälkeen minä sinä me te mikä" },
	[LANGUAGE_FRENCH] = { "french", " fr fra fre ",
	    "au aux avec ce ces cette dans de des du elle en et eux il ils je la le les leur leurs lui ma mais me même mes "
	    "moi mon ne nos notre nous on ou où par pas pour qu que qui quoi sa se ses si son sont sur ta te tes toi ton "
	    "tu un une vos votre vous est été être ont avait était sera plus comme aussi fait tout tous très sans entre "
	    "donc ainsi cet" },
	[LANGUAGE_GERMAN] = { "german", " de deu ger gsw nds ",
	    "aber alle als also am an auch auf aus bei bin bis bist da damit dann das dass daß dein dem den der des dich "
	    "die dies diese diesem diesen dieser dieses dir doch dort du durch ein eine einem einen einer eines er es "
	    "etwas euch für gegen gewesen hab habe haben hat hatte hatten hier ich ihm ihn ihnen ihr ihre ihrem ihren "
	    "ihrer im in ins ist ja kann kein keine können man mein mich mir mit muss nach nicht noch nun nur ob oder "
	    "ohne sehr sein seine seinem seinen seiner sich sie sind so über um und uns unser unter viel vom von vor war "
	    "waren was wenn werden wie wieder will wir wird wo wurde würde zu zum zur zwischen" },
	[LANGUAGE_GREEK] = { "greek", " el ell gre ",
	    "ο η το οι τα του της των τον την τη και κι να σε με για από στο στη στην στον στα στις στους που δεν είναι "
	    "θα ως ή αν αλλά όπως μια ένα ένας μας τους τις αυτό αυτή αυτός ότι πως έχει ήταν" },
	[LANGUAGE_HINDI] = { "hindi", " hi hin mr mar ",
	    "के का की में है और से को पर यह एक हैं ने कि इस भी था नहीं तो जो या हो वह कर लिए साथ अपने गया थे थी" },
	[LANGUAGE_HUNGARIAN] = { "hungarian", " hu hun ",
	    "az és hogy nem is egy ez azt csak de ha már még meg mint vagy volt van lesz el ki le fel be azonban ezt "
	    "amely aki ami után által minden ezek azok ő sem kell lehet mert pedig szerint között" },
	[LANGUAGE_INDONESIAN] = { "indonesian", " id ind ms msa ",
	    "yang dan di ke dari untuk pada dengan ini itu adalah dalam tidak akan oleh juga karena sebagai atau saya "
	    "kami kita mereka dia bisa telah sudah ada lebih saat para bahwa antara" },
	[LANGUAGE_IRISH] = { "irish", " ga gle ",
	    "an na agus ar ag go le is sé sí siad tá bhí níl do de den don faoi leis mar nach nó ó ón sa san gur ina sin "
	    "seo ach chun" },
	[LANGUAGE_ITALIAN] = { "italian", " it ita ",
	    "il lo la gli le un uno una di del dello della dei degli delle da dal dalla in nel nella nei con su sul sulla "
	    "per tra fra che chi non si è sono ha hanno era essere più come ma se anche questo questa quello suo sua loro "
	    "ci ne al allo alla ai agli alle ed dell all nell dall sull cui dove quando molto" },
	[LANGUAGE_LITHUANIAN] = { "lithuanian", " lt lit ",
	    "ir kad yra su iš į už bet kaip tai ar nuo apie dėl jis ji jie buvo tik po dar jau bus prie šis ši" },
	[LANGUAGE_NEPALI] = { "nepali", " ne nep ", "र को मा छ हो पनि यो ले गर्न भएको लाई छन् तथा भने थियो गरेको एक नै हुन" },
	[LANGUAGE_NORWEGIAN] = { "norwegian", " no nb nn nor nob nno ",
	    "og det at en et den til er som på de med han av for ikke der var seg men har om vi min hadde hun nå over da "
	    "fra du ut sin dem oss opp man hans hvor eller hva skal selv her alle vil ble kunne inn når være noe ville "
	    "deres etter skulle denne enn dette også under dere meg jeg bare" },
	[LANGUAGE_PORTUGUESE] = { "portuguese", " pt por ",
	    "o a os as um uma uns umas de do da dos das em no na nos nas por para pelo pela com sem que quem não se é são "
	    "foi ser ter tem mais como mas ou também este esta esse essa isso seu sua seus suas ele ela eles elas eu nós "
	    "já muito entre até quando ao aos à às há sobre" },
	[LANGUAGE_ROMANIAN] = { "romanian", " ro ron rum mo ",
	    "și în de la cu pe un o din care nu este sunt a al ai ale că mai pentru prin după fost ce se sau dar ca fi "
	    "au am are lui ei lor acest această între până unei unui" },
	[LANGUAGE_RUSSIAN] = { "russian", " ru rus ",
	    "и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по только ее её мне было вот от "
	    "меня еще ещё нет о из ему когда даже ну если уже или ни быть был него до вас опять вам ведь там потом себя "
	    "ей может они тут где есть для мы тебя их чем была без тоже этот того этом кто эта это при об после над" },
	[LANGUAGE_SERBIAN] = { "serbian", " sr srp hr hrv bs bos sh ",
	    "i u je da na se su za od sa ne što koji koja koje kao iz ali ili bi će to po nije biti bio до и у је да на се "
	    "су за од са не што који која које као из али или би ће то по није" },
	[LANGUAGE_SPANISH] = { "spanish", " es spa ",
	    "el la los las un una unos unas de del al en con por para sin que quien no se es son fue ser ha han había más "
	    "como pero si sí también este esta esto estos estas ese esa su sus le les lo ya muy entre hasta cuando sobre "
	    "yo tú él ella ellos nos me mi te tu porque donde todo todos desde está están o y e" },
	[LANGUAGE_SWEDISH] = { "swedish", " sv swe ",
	    "och det att i en jag hon som han på den med var sig för så till är men ett om hade de av icke mig du henne då "
	    "sin nu har inte hans honom skulle hennes där min man ej vid kunde något från ut när efter upp vi dem vara "
	    "vad över än dig kan sina här ha mot alla under någon eller allt mycket sedan ju denna själv detta åt utan "
	    "varit hur ingen mitt ni bli blev oss din dessa några deras blir mina samma vilken er sådan vår blivit dess "
	    "inom mellan" },
	[LANGUAGE_TAMIL] = { "tamil", " ta tam ", "ஒரு என்று மற்றும் இந்த இது என்ற அந்த அது என உள்ள இருந்து தான் ஆனால்" },
	[LANGUAGE_TURKISH] = { "turkish", " tr tur ",
	    "ve bir bu da de için ile o çok daha en gibi ne mi mu mı ama olarak olan olduğu sonra kadar her ben sen biz siz "
	    "onlar şu ya ki veya değil var yok göre" },
	[LANGUAGE_YIDDISH] = { "yiddish", " yi yid ", "און אין איז די דער דאס פון צו מיט אויף נישט האט ער זי" },
};

const char *
language_algorithm(enum language language)
{
	return languages[language].algorithm;
}

const char *
language_stop_words(enum language language)
{
	return languages[language].stop_words;
}

enum language
language_of_tag(const char *tag)
{
	size_t len = strcspn(tag, "-_");

	for (size_t i = 0; i < LANGUAGES; i++) {
		for (const char *at = languages[i].tags; *at != '\0'; at += strcspn(at, " ")) {
			at += strspn(at, " ");
			if (len > 0 && strcspn(at, " ") == len && strncasecmp(at, tag, len) == 0)
				return (enum language)i;
		}
	}
	return LANGUAGE_OTHER;
}

enum language
language_of_letter(uint32_t codepoint)
{
	static const struct {
		uint32_t first, last;
		enum language language;
	} scripts[] = {
		{ 0x0000, 0x036F, LANGUAGE_ENGLISH },
		{ 0x0370, 0x03FF, LANGUAGE_GREEK },
		{ 0x0400, 0x052F, LANGUAGE_RUSSIAN },
		{ 0x0530, 0x058F, LANGUAGE_ARMENIAN },
		{ 0x0600, 0x06FF, LANGUAGE_ARABIC },
		{ 0x0900, 0x097F, LANGUAGE_HINDI },
		{ 0x0B80, 0x0BFF, LANGUAGE_TAMIL },
		{ 0x1E00, 0x1EFF, LANGUAGE_ENGLISH },
		{ 0x1F00, 0x1FFF, LANGUAGE_GREEK },
	};

	for (size_t i = 0; i < COUNT_OF(scripts); i++)
		if (codepoint >= scripts[i].first && codepoint <= scripts[i].last)
			return scripts[i].language;
	return LANGUAGE_OTHER;
}
