#include "curate/cluster.h"

#include "base/memory.h"

#include <stdlib.h>

/* Groups of items on one subject are about so much alike on the average; items of two subjects half as much. */
static const double alike_least = 0.16;

struct grouping {
	const struct vector *const *vectors;
	size_t count;
	double *alike; /* count * count: the mean cosine of two groups' members, by their first members */
	size_t *group; /* of each item: its first member */
	size_t *sizes; /* of each group, by its first member; 0: merged into another */
};

static double
cosine(const double *dense, const struct vector *v)
{
	double sum = 0;

	for (size_t i = 0; i < v->count; i++)
		sum += dense[v->features[i].place] * (double)v->features[i].value;
	return sum;
}

static size_t
places_of(const struct vector *const *vectors, size_t count)
{
	size_t most = 0;

	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < vectors[i]->count; k++)
			if (vectors[i]->features[k].place >= most)
				most = vectors[i]->features[k].place + 1;
	return most;
}

static void
compare_all(struct grouping *g)
{
	double *dense = mem_array(places_of(g->vectors, g->count) + 1, sizeof(*dense));

	for (size_t i = 0; i < g->count; i++) {
		const struct vector *v = g->vectors[i];

		for (size_t k = 0; k < v->count; k++)
			dense[v->features[k].place] = (double)v->features[k].value;
		for (size_t j = 0; j < g->count; j++)
			g->alike[i * g->count + j] = cosine(dense, g->vectors[j]);
		for (size_t k = 0; k < v->count; k++)
			dense[v->features[k].place] = 0;
	}
	free(dense);
}

/* False when no two groups are alike enough. */
static bool
find_nearest(const struct grouping *g, size_t *out_a, size_t *out_b)
{
	double best = alike_least;
	bool is_found = false;

	for (size_t a = 0; a < g->count; a++) {
		for (size_t b = a + 1; g->sizes[a] > 0 && b < g->count; b++) {
			if (g->sizes[b] == 0 || g->alike[a * g->count + b] <= best)
				continue;
			best = g->alike[a * g->count + b];
			*out_a = a;
			*out_b = b;
			is_found = true;
		}
	}
	return is_found;
}

static void
merge(struct grouping *g, size_t a, size_t b)
{
	double x = (double)g->sizes[a], y = (double)g->sizes[b];

	for (size_t i = 0; i < g->count; i++) {
		double mean = (x * g->alike[a * g->count + i] + y * g->alike[b * g->count + i]) / (x + y);

		g->alike[a * g->count + i] = g->alike[i * g->count + a] = mean;
		if (g->group[i] == b)
			g->group[i] = a;
	}
	g->sizes[a] += g->sizes[b];
	g->sizes[b] = 0;
}

struct strength {
	const char *spelling;
	double sum;
	size_t holders;
	uint32_t place;
};

static int
by_place(const void *a, const void *b)
{
	const struct strength *x = a, *y = b;

	return (x->place > y->place) - (x->place < y->place);
}

static int
strongest_first(const void *a, const void *b)
{
	const struct strength *x = a, *y = b;

	if (x->sum < y->sum || x->sum > y->sum)
		return x->sum < y->sum ? 1 : -1;
	return by_place(a, b);
}

/* Equal places lie side by side: each becomes one entry, at the front. */
static size_t
sum_up(struct strength *list, size_t count)
{
	size_t different = 0;

	qsort(list, count, sizeof(*list), by_place);
	for (size_t i = 0; i < count; i++) {
		if (different > 0 && list[different - 1].place == list[i].place) {
			list[different - 1].sum += list[i].sum;
			list[different - 1].holders++;
		} else {
			list[different++] = list[i];
		}
	}
	return different;
}

static void
name_cluster(const struct grouping *g, struct cluster *c)
{
	struct strength *list;
	size_t count = 0, features = 0;

	for (size_t m = 0; m < c->member_count; m++)
		features += g->vectors[c->members[m]]->count;
	list = mem_array(features + 1, sizeof(*list));
	for (size_t m = 0; m < c->member_count; m++) {
		const struct vector *v = g->vectors[c->members[m]];

		for (size_t k = 0; k < v->count; k++) {
			const struct word *word = &v->words->list[v->features[k].word];

			if (!word->is_root)
				list[count++] = (struct strength) { word->spelling, (double)v->features[k].value, 1,
					v->features[k].place };
		}
	}
	count = sum_up(list, count);
	qsort(list, count, sizeof(*list), strongest_first);
	for (size_t i = 0; i < count && c->word_count < CLUSTER_WORDS_MAX; i++)
		if (list[i].holders >= 2)
			c->words[c->word_count++] = list[i].spelling;
	free(list);
}

static int
largest_first(const void *a, const void *b)
{
	const struct cluster *x = a, *y = b;

	if (x->member_count != y->member_count)
		return x->member_count < y->member_count ? 1 : -1;
	return (x->members[0] > y->members[0]) - (x->members[0] < y->members[0]);
}

static size_t
gather(const struct grouping *g, struct arena *arena, struct cluster *out)
{
	size_t found = 0;

	for (size_t a = 0; a < g->count; a++) {
		struct cluster *c = &out[found];

		if (g->sizes[a] < 2)
			continue;
		c->members = arena_alloc(arena, g->sizes[a] * sizeof(*c->members));
		for (size_t i = 0; i < g->count; i++)
			if (g->group[i] == a)
				c->members[c->member_count++] = i;
		name_cluster(g, c);
		found += c->word_count > 0;
		if (c->word_count == 0)
			*c = (struct cluster) { 0 };
	}
	if (found > 0)
		qsort(out, found, sizeof(*out), largest_first);
	return found;
}

size_t
cluster_vectors(const struct vector *const *vectors, size_t count, struct arena *arena, struct cluster **out)
{
	struct grouping g = { .vectors = vectors, .count = count };
	size_t a, b, found;

	g.alike = mem_array(count * count + 1, sizeof(*g.alike));
	g.group = mem_array(count + 1, sizeof(*g.group));
	g.sizes = mem_array(count + 1, sizeof(*g.sizes));
	*out = arena_alloc(arena, (count / 2 + 1) * sizeof(**out));
	for (size_t i = 0; i < count; i++) {
		g.group[i] = i;
		g.sizes[i] = 1;
	}
	compare_all(&g);
	while (find_nearest(&g, &a, &b))
		merge(&g, a, b);
	found = gather(&g, arena, *out);
	free(g.alike);
	free(g.group);
	free(g.sizes);
	return found;
}
