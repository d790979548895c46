namespace Heed.Studio.Pages.Translate;

/// <summary>Texts to begin with, by language: short ones whose words change places, and one of several sentences.</summary>
internal static class ExampleTexts
{
    public static IReadOnlyList<string> In(string language) => language.Split('-')[0] switch
    {
        "fr" =>
        [
            "J'ai une voiture rouge.",
            "La voiture rouge de mon père est dans le garage.",
            "Je ne comprends pas cette question.",
            "Il fait froid ce matin. Ma sœur lit un livre dans le jardin. Elle aime les histoires tristes. Notre chien dort sous la table. Ce soir, nous allons manger chez mes parents.",
        ],
        "en" =>
        [
            "I have a red car.",
            "My father's red car is in the garage.",
            "I do not understand this question.",
            "It is cold this morning. My sister is reading a book in the garden. She likes sad stories. Our dog sleeps under the table. Tonight we are going to eat at my parents' house.",
        ],
        "de" => ["Ich habe ein rotes Auto.", "Das rote Auto meines Vaters steht in der Garage.", "Ich habe diese Frage nicht verstanden."],
        "es" => ["Tengo un coche rojo.", "El coche rojo de mi padre está en el garaje.", "No entiendo esta pregunta."],
        "fa" => ["من یک ماشین قرمز دارم.", "ماشین قرمز پدرم در گاراژ است.", "این پرسش را نمی‌فهمم."],
        _ => [],
    };
}
