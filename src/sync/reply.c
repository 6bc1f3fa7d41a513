/* Reading the envelope of an answer. */
#include "src/sync/reply.h"

#include <stdlib.h>
#include <string.h>

#include "src/clock.h"
#include "src/i18n.h"
#include "src/text.h"

#define PROBLEM "urn:itsso:problem:"

const json_t *reply_array(const struct reply *reply, const char *name)
{
    const json_t *value = json_object_get(reply->root, name);
    return json_is_array(value) ? value : NULL;
}

const char *reply_text(const struct reply *reply, const char *name)
{
    const char *value = json_string_value(json_object_get(reply->root, name));
    return value ? value : "";
}

bool reply_bool(const struct reply *reply, const char *name)
{
    return json_is_true(json_object_get(reply->root, name));
}

int64_t reply_number(const struct reply *reply, const char *name)
{
    return (int64_t)json_integer_value(json_object_get(reply->root, name));
}

/* "n" is the sum of the lengths of the counted arrays. */
static bool adds_up(const struct reply *reply, const char *const *counted)
{
    const json_t *n = json_object_get(reply->root, "n");
    json_int_t sum = 0;
    for (; *counted; counted++) {
        const json_t *array = reply_array(reply, *counted);
        if (!array)
            return false;
        sum += strcmp(*counted, "rows") == 0 ? (json_int_t)reply->rows.n : (json_int_t)json_array_size(array);
    }
    return json_is_integer(n) && json_integer_value(n) == sum;
}

static void read_problem(struct reply *reply)
{
    const char *type = reply_text(reply, "type");
    const char *detail = reply_text(reply, "detail");
    size_t n = strlen(PROBLEM);
    if (strncmp(type, PROBLEM, n) == 0)
        text_clean(type + n, strlen(type + n), reply->problem, sizeof reply->problem);
    text_clean(detail, strlen(detail), reply->detail, sizeof reply->detail);
    reply->expected = reply_number(reply, "expected");
}

/* The answer as jansson's tree, its long list without one. */
static bool load(const struct transport_reply *answer, const char *listed, struct reply *out, struct error *e)
{
    char *head = NULL;
    size_t n = 0;
    if (listed && !wire_rows_find(answer->body, answer->size, listed, &out->rows, &head, &n, e))
        return false;
    out->root = head ? wire_load(head, n, JSON_REJECT_DUPLICATES, WIRE_VALUES_REPLY)
                     : wire_load(answer->body, answer->size, JSON_REJECT_DUPLICATES, WIRE_VALUES_REPLY);
    free(head);
    return json_is_object(out->root) || error_set(e, ERROR_UNABLE, _("the answer is no JSON object, or was cut off (%zu bytes)"), answer->size);
}

bool reply_read(const struct transport_reply *answer, bool ends, const char *const *counted, const char *listed, struct reply *out, struct error *e)
{
    *out = (struct reply){.srv_ms = INT64_MIN};
    if (answer->status == 304 && answer->size == 0)
        return true;
    if (!load(answer, answer->status < 400 ? listed : NULL, out, e))
        return false;
    const json_t *epoch = json_object_get(out->root, "epoch"), *dev_seq = json_object_get(out->root, "dev_seq");
    if (!json_is_integer(epoch) || !json_is_integer(dev_seq) || json_integer_value(epoch) < 1 || json_integer_value(dev_seq) < 0)
        return error_set(e, ERROR_UNABLE, "%s", _("the answer has no epoch or dev_seq"));
    out->epoch = (int64_t)json_integer_value(epoch);
    out->dev_seq = (int64_t)json_integer_value(dev_seq);
    text_clean(reply_text(out, "srv_time"), strlen(reply_text(out, "srv_time")), out->srv_time, sizeof out->srv_time);
    out->srv_ms = clock_stamp_ms(out->srv_time);
    if (out->srv_ms == INT64_MIN)
        return error_set(e, ERROR_UNABLE, "%s", _("the answer has no srv_time"));
    if (answer->status >= 400) {
        read_problem(out);
        return true;
    }
    if (ends && !reply_bool(out, "end"))
        return error_set(e, ERROR_UNABLE, "%s", _("the answer has no end"));
    if (counted && !adds_up(out, counted))
        return error_set(e, ERROR_UNABLE, "%s", _("the answer does not hold as many rows as it says"));
    return true;
}

void reply_free(struct reply *reply)
{
    json_decref(reply->root);
    reply->root = NULL;
}
