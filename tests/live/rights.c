#include "config.h"

#include "live/rights.h"

#include "base/buffer.h"
#include "doctor/rights.h"
#include "redis/command.h"
#include "redis/url.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORDS_MAX 96

/* Returns a file of the project as a string, to be freed. */
static char *read_document(const char *name)
{
    const char *tests = getenv("TESTS_DIR");
    char path[4096];
    struct buffer text = {0};

    ck_assert_ptr_nonnull(tests);
    snprintf(path, sizeof(path), "%s/../%s", tests, name);
    FILE *file = fopen(path, "r");
    ck_assert_msg(file != NULL, "%s", path);
    for (int c; (c = fgetc(file)) != EOF;)
        buffer_char(&text, (char)c);
    fclose(file);
    ck_assert_ptr_nonnull(text.data);
    return text.data;
}

/* The text is written into. */
static void add_words(char *text, struct string_list *words)
{
    char *rest;

    for (char *word = strtok_r(text, " \n\\'", &rest); word != NULL;
         word = strtok_r(NULL, " \n\\'", &rest))
        string_list_add(words, strcmp(word, ">" ACL_PASSWORD) == 0 ? ">pw" : word);
}

void rights_read(const char *document, const char *who, struct string_list *words)
{
    char *text = read_document(document);
    char begin[64];

    snprintf(begin, sizeof(begin), "ACL SETUSER %s ", who);
    char *line = strstr(text, begin);
    ck_assert_ptr_nonnull(line);
    char *end = strstr(line, "\n.Ed");
    if (end == NULL)
        end = strstr(line, "\n```");
    ck_assert_ptr_nonnull(end);
    *end = '\0';
    add_words(line, words);
    free(text);
}

void rights_make(const char *role, const char *url, struct string_list *words)
{
    static const char *const templates[] = {"{ns}:{tenant}"};
    static const char *const namespaces[] = {"rag:telemetry"};
    const struct key_space_words keys = {.templates = templates,
                                         .template_count = 1,
                                         .namespaces = namespaces,
                                         .namespace_count = 1};
    struct buffer line = {0};
    struct key_space space;
    struct redis_url parsed;
    struct error error;

    ck_assert(key_space_parse(&space, &keys, &error));
    ck_assert_msg(redis_url_parse(url, &parsed, &error), "%s", error.text);
    acl_line(acl_role_find(role), NULL, &space, &parsed, &line);
    add_words(line.data, words);
    buffer_free(&line);
    redis_url_free(&parsed);
    key_space_free(&space);
}

void rights_replace(struct string_list *words, const char *part, const char *by)
{
    for (size_t i = 0; i < words->count; i++) {
        const char *at = strstr(words->items[i], part);
        struct buffer word = {0};
        if (at == NULL)
            continue;
        buffer_append(&word, words->items[i], (size_t)(at - words->items[i]));
        buffer_string(&word, by);
        buffer_string(&word, at + strlen(part));
        free(words->items[i]);
        words->items[i] = word.data;
    }
}

void rights_are_named(const char *document, const char *right)
{
    char *text = read_document(document);

    ck_assert_msg(strstr(text, right) != NULL, "%s: %s is not named", document, right);
    free(text);
}

void rights_grant(struct redis_server *server, const struct string_list *words)
{
    redisContext *admin = redis_server_connect(server);
    const char *argv[WORDS_MAX];

    ck_assert_uint_le(words->count, WORDS_MAX);
    for (size_t i = 0; i < words->count; i++)
        argv[i] = words->items[i];
    redisReply *reply = redisCommandArgv(admin, (int)words->count, argv, NULL);
    ck_assert_ptr_nonnull(reply);
    ck_assert_msg(reply->type == REDIS_REPLY_STATUS, "%s", reply->str);
    freeReplyObject(reply);
    redisFree(admin);
}

void rights_were_enough(struct redis_server *server)
{
    redisReply *log = redis_server_query(server, "ACL LOG");

    ck_assert_int_eq(log->type, REDIS_REPLY_ARRAY);
    for (size_t i = 0; i < log->elements; i++)
        ck_assert_msg(false, "refused: %s", log->element[i]->element[7]->str);
    freeReplyObject(log);
}

void rights_were_used(struct redis_server *server, unsigned sets, const char *but)
{
    struct buffer rights = {0};
    redisReply *stats = redis_server_query(server, "INFO commandstats");
    char field[64], *rest;

    command_rights(sets, &rights);
    for (char *word = strtok_r(rights.data, " ", &rest); word != NULL;
         word = strtok_r(NULL, " ", &rest)) {
        snprintf(field, sizeof(field), "cmdstat_%s:calls=", word + 1);
        if (strcmp(word, "+client|no-touch") != 0 && strstr(but, word) == NULL)
            ck_assert_msg(strstr(stats->str, field) != NULL, "never sent: %s", word);
    }
    freeReplyObject(stats);
    buffer_free(&rights);
}
